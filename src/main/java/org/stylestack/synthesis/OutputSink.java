package org.stylestack.synthesis;

import java.io.IOException;
import org.stylestack.layer.Shape;

/**
 * Takes the outputs of one batch after the other, in the order in which they are computed. {@link Synthesis} calls it on
 * another thread, one call at a time, and not after it has returned.
 */
@FunctionalInterface
public interface OutputSink {

    /**
     * @param output which one
     * @param first  index of the batch's first sample among all samples
     * @param shape  N×C×H×W of the batch; latents are N×C×1×1, w+ is N×layers×1×size
     * @param values row-major; the sink's to keep
     * @throws IOException if it cannot be stored; stops the work
     */
    void accept(Output output, long first, Shape shape, float[] values) throws IOException;
}
