package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stylestack.layer.Shape;

class OutputSinkTest {

    private final List<String> got = new ArrayList<>();
    private final OutputSink once = ((OutputSink) (output, first, shape, values) -> {
        for (int n = 0; n < shape.n(); n++) {
            got.add(output.path() + (first + n) + "=" + values[2 * n] + "," + values[2 * n + 1]);
        }
    }).once();

    /** As where memory ends in a batch of seven, and three, and then four at once follow. */
    @Test
    void everySampleComesOnceWhateverTheBatches() throws IOException {
        give(Output.Z, 0, 7);
        give(Output.Z, 0, 3);
        give(Output.W, 0, 3);
        give(Output.Z, 3, 3);
        give(Output.Z, 6, 4);
        give(Output.Z, 1, 10);
        List<String> expected = new ArrayList<>();
        for (int n = 0; n < 11; n++) {
            expected.add("latents/z" + n + "=" + n + ".0," + (n + 0.5f));
        }
        assertEquals(expected, got.stream().filter(text -> text.startsWith("latents/z")).toList());
        assertEquals(3, got.size() - expected.size());
    }

    /** Samples need not come in their order. */
    @Test
    void whatComesLateComes() throws IOException {
        give(Output.Z, 5, 2);
        give(Output.Z, 0, 2);
        give(Output.Z, 0, 7);
        assertEquals(7, got.size());
    }

    private void give(Output output, long first, int count) throws IOException {
        float[] values = new float[2 * count];
        for (int n = 0; n < count; n++) {
            values[2 * n] = first + n;
            values[2 * n + 1] = first + n + 0.5f;
        }
        once.accept(output, first, Shape.vectors(count, 2), values);
    }
}
