package org.stylestack.synthesis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.Fixtures.Golden;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.Output.Kind;

/** The model that StyleStack ships, against the program that trained it. */
class SampleModelTest {

    static List<String> devices() {
        return TestDevices.families();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void portraits(String device) throws IOException {
        Golden expected = Fixtures.npy("expected-seeds-0-3-psi-0.7.npy");
        Generator generator = Generator.of(Checkpoint.open(Path.of("sample-weights/portraits-64.safetensors")));
        Truncation truncation = new Truncation(0.7, -1, generator.meanW().orElseThrow().floats());
        Recipe recipe = new Recipe(new LatentSource.Drawn(Seeds.parse("0-3"), Rng.NUMPY), new float[0], truncation,
                Optional.empty(), new Noise.Constant(), Set.of(Kind.FACES), 4);
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            Synthesis.run(network, recipe, (output, first, shape, values) -> expected.assertClose(values), Progress.SILENT);
        }
    }
}
