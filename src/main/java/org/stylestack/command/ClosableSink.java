package org.stylestack.command;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;

/** A sink that gets nothing any more once this is closed: what has been left alone may still compute for a while. */
final class ClosableSink implements OutputSink, AutoCloseable {

    private final OutputSink sink;
    private volatile boolean closed;

    ClosableSink(OutputSink sink) {
        this.sink = sink;
    }

    @Override
    public synchronized void accept(Output output, long first, Shape shape, float[] values) throws IOException {
        check();
        sink.accept(output, first, shape, values);
    }

    /** Does not wait for what the sink is busy with: who computes asks while another thread hands on. */
    @Override
    public boolean takes(Output output) {
        check();
        return sink.takes(output);
    }

    @Override
    public boolean keeps() {
        return sink.keeps();
    }

    private void check() {
        if (closed) {
            throw new CancellationException("cancelled");
        }
    }

    /** Returns when the sink is no longer busy. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
