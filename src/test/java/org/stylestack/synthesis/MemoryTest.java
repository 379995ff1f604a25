package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.fixture.LargeGenerators;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.Shape;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.Tuning;
import org.stylestack.synthesis.Output.Kind;

/** What a model of 30 million parameters takes of a device's memory. */
class MemoryTest {

    private static final long MOST = 700_000_000;
    private static final long WEIGHTS = 4 * 30_000_000;

    /** Each of a processor's units takes some for itself, of which there are many on some machines. */
    @ParameterizedTest
    @ValueSource(ints = {2, 16, 64, 256})
    void anImageOf1024Pixels(int computeUnits) throws IOException {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        Generator generator = LargeGenerators.configF(1024);
        try (Layers layers = TestDevices.processor(computeUnits).open(LayerOptions.USUAL, Family.CPU, new Tuning())) {
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
