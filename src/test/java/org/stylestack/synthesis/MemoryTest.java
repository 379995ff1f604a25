package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stylestack.fixture.LargeGenerators;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output.Kind;

/** What a model of 30 million parameters takes of a device's memory. */
class MemoryTest {

    private static final long MOST = 700_000_000;
    private static final long WEIGHTS = 4 * 30_000_000;

    @Test
    void anImageOf1024Pixels() throws IOException {
        if (!TestDevices.names().contains("opencl")) {
            return;
        }
        Generator generator = LargeGenerators.configF(1024);
        try (Layers layers = TestDevices.open("opencl")) {
            try (Network network = new Network(generator, layers)) {
                for (int k = 0; k < 3; k++) {
                    pass(network);
                }
                MemoryUse memory = layers.memory();
                assertTrue(memory.peak() > WEIGHTS, "weights at least, but " + memory);
                assertTrue(memory.peak() < MOST, memory.toString());
                pass(network);
                assertEquals(memory, layers.memory(), "one more image needs no more");
            }
            assertTrue(layers.memory().used() < MOST - WEIGHTS, "the weights are freed with the network, but " + layers.memory());
        }
    }

    private static void pass(Network network) throws IOException {
        float[] wPlus = new float[network.generator().latentCount() * network.generator().wSize()];
        network.synthesize(wPlus, new Noise.Constant(), new long[1], 0, Set.of(Kind.FACES),
                (output, first, shape, values) -> assertEquals(new Shape(1, 3, 1024, 1024), shape), Progress.SILENT);
    }
}
