package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.synthesis.Output.Kind;

/** What is made ready before an image is what the image needs, and no more. */
class PrepareTest {

    private record Made(float[] image, MemoryUse memory) {}

    @ParameterizedTest
    @MethodSource("org.stylestack.fixture.TestDevices#families")
    void changesNeitherNumbersNorMemory(String device) throws IOException {
        Made without = image(device, false);
        Made prepared = image(device, true);
        assertArrayEquals(without.image(), prepared.image());
        assertEquals(without.memory().used(), prepared.memory().used());
    }

    private static Made image(String device, boolean prepares) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Path.of("sample-weights/portraits-64.safetensors")));
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            if (prepares) {
                network.prepare(2);
            }
            float[] wPlus = new float[2 * generator.latentCount() * generator.wSize()];
            float[][] image = new float[1][];
            network.synthesize(wPlus, new Noise.Constant(), new long[2], 0, Set.of(Kind.FACES),
                    (output, first, shape, values) -> image[0] = values.clone(), Progress.SILENT);
            return new Made(image[0], layers.memory());
        }
    }
}
