package org.stylestack.synthesis;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.stylestack.layer.Shape;

/**
 * Hands outputs on to a sink on another thread, in their order, so that the next batch is computed while images are built and
 * written. What waits is bounded: a sink that is slower than the device slows it down.
 */
final class BackgroundSink implements OutputSink, AutoCloseable {

    /** Numbers that may wait, 32 MB; larger outputs wait one at a time. */
    private static final int MOST = 1 << 23;
    private static final int POLL_MILLISECONDS = 20;
    /** So long a thread waits for the next outputs before it ends. */
    private static final int IDLE_SECONDS = 10;

    private final OutputSink sink;
    private final HostArrays arrays;
    private final Progress progress;
    private final Executor thread;
    private final Semaphore room = new Semaphore(MOST);
    /** What stopped the sink; nothing is handed on after it. */
    private volatile Throwable failure;
    private volatile boolean closed;

    /**
     * @param arrays gets back what the sink does not keep
     * @param thread a {@linkplain #thread() single} one
     */
    BackgroundSink(OutputSink sink, HostArrays arrays, Progress progress, Executor thread) {
        this.sink = sink;
        this.arrays = arrays;
        this.progress = progress;
        this.thread = thread;
    }

    /** A thread for one sink after the other: to start one for each takes longer than to hand an image over. It needs no closing. */
    static Executor thread() {
        ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread writer = new Thread(work, "stylestack-outputs");
            writer.setDaemon(true);
            return writer;
        });
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /**
     * @throws IOException                                that of the sink, for an output before
     * @throws java.util.concurrent.CancellationException if the progress says so while the sink is busy
     */
    @Override
    public void accept(Output output, long first, Shape shape, float[] values) throws IOException {
        int size = Math.max(1, Math.min(MOST, values.length));
        Runnable work = () -> {
            try {
                hand(output, first, shape, values);
            } finally {
                room.release(size);
            }
        };
        await(() -> room.tryAcquire(size, POLL_MILLISECONDS, TimeUnit.MILLISECONDS));
        boolean given = false;
        try {
            throwFailure();
            thread.execute(work);
            given = true;
        } finally {
            // Where no thread could be started, too, or closing would wait for ever.
            if (!given) {
                room.release(size);
            }
        }
    }

    @Override
    public boolean takes(Output output) {
        return sink.takes(output);
    }

    private void hand(Output output, long first, Shape shape, float[] values) {
        if (failure == null && !closed) {
            try {
                sink.accept(output, first, shape, values);
                if (!sink.keeps()) {
                    arrays.takeBack(values);
                }
            } catch (Throwable e) {
                // Other languages throw what is not declared, too.
                failure = e;
            }
        }
    }

    /** Waits until the sink has taken all. */
    void finish() throws IOException {
        await(() -> room.tryAcquire(MOST, POLL_MILLISECONDS, TimeUnit.MILLISECONDS));
        room.release(MOST);
        throwFailure();
    }

    /** Drops what waits, and returns when the sink is no longer busy. */
    @Override
    public void close() {
        closed = true;
        room.acquireUninterruptibly(MOST);
        room.release(MOST);
    }

    /** Something that waits a little, and says whether it has come true. */
    private interface Condition {
        boolean comesTrue() throws InterruptedException;
    }

    private void await(Condition condition) {
        try {
            while (!condition.comesTrue()) {
                progress.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private void throwFailure() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure != null) {
            throw new IOException(failure);
        }
    }
}
