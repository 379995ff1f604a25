package org.stylestack.synthesis;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.stylestack.layer.Shape;

/**
 * Takes the outputs of one batch after the other, in the order in which they are computed. {@link Synthesis} calls it on
 * another thread, one call at a time, and not after it has returned. A sink must not run a synthesis of the same network: that
 * would wait for the sink.
 */
@FunctionalInterface
public interface OutputSink {

    /**
     * @param output which one
     * @param first  index of the batch's first sample among all samples
     * @param shape  N×C×H×W of the batch; latents are N×C×1×1, w+ is N×layers×1×size
     * @param values row-major; the sink's to keep if it {@link #keeps} arrays, and else the sink's until it returns
     * @throws IOException if it cannot be stored; stops the work
     */
    void accept(Output output, long first, Shape shape, float[] values) throws IOException;

    /** Whether it wants an output of a kind that is computed; what it does not want stays on the device. */
    default boolean takes(Output output) {
        return true;
    }

    /** Whether it may keep the arrays that it gets; where not, the next outputs come in the same. */
    default boolean keeps() {
        return true;
    }

    /** A sink that does something with what it gets on its way to this one. */
    default OutputSink behind(OutputSink before) {
        OutputSink last = this;
        return new OutputSink() {
            @Override
            public void accept(Output output, long first, Shape shape, float[] values) throws IOException {
                before.accept(output, first, shape, values);
            }

            @Override
            public boolean takes(Output output) {
                return last.takes(output);
            }

            @Override
            public boolean keeps() {
                return last.keeps();
            }
        };
    }

    /** This sink without the samples that it has got already, where work begins again in other batches or on another device. */
    default OutputSink once() {
        Map<Output, BitSet> given = new HashMap<>();
        return behind((output, first, shape, values) -> {
            BitSet before = given.computeIfAbsent(output, key -> new BitSet());
            int from = Math.toIntExact(first);
            int each = values.length / shape.n();
            if (before.get(from, from + shape.n()).isEmpty()) {
                accept(output, first, shape, values);
            } else {
                Shape one = new Shape(1, shape.c(), shape.h(), shape.w());
                for (int n = before.nextClearBit(from) - from; n < shape.n(); n = before.nextClearBit(from + n + 1) - from) {
                    accept(output, first + n, one, Arrays.copyOfRange(values, n * each, (n + 1) * each));
                }
            }
            before.set(from, from + shape.n());
        });
    }
}
