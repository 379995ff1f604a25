package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.stylestack.fixture.Fixtures.golden;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.layer.opencl.OpenClDevice;
import org.stylestack.synthesis.Output.Kind;

/** What the user's choice of precision does. */
class PrecisionTest {

    static List<String> devices() {
        return TestDevices.families().stream()
                .filter(name -> !name.equals("opencl") || TestDevices.openClDevice().kind() != OpenClDevice.Kind.GPU).toList();
    }

    /** canon32 has layers that go Winograd's way on every device but a GPU, which takes it for more channels, unless told. */
    @ParameterizedTest
    @MethodSource("devices")
    void fastIsAnotherWayToTheSameFace(String device) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        Recipe recipe = new Recipe(new LatentSource.Drawn(Seeds.parse("85"), Rng.NUMPY), new float[0], Truncation.NONE,
                Optional.empty(), new Noise.Constant(), Set.of(Kind.FACES), 1);
        Map<Precision, float[]> faces = new EnumMap<>(Precision.class);
        for (Precision precision : Precision.values()) {
            try (Layers layers = TestDevices.open(device, new LayerOptions(precision));
                    Network network = new Network(generator, layers)) {
                Synthesis.run(network, recipe, (output, first, shape, values) -> faces.put(precision, values), Progress.SILENT);
            }
        }
        golden("canon32", "seed85/img_const").assertClose(faces.get(Precision.EXACT), 1e-5);
        golden("canon32", "seed85/img_const").assertClose(faces.get(Precision.FAST), 5e-5);
        assertFalse(Arrays.equals(faces.get(Precision.EXACT), faces.get(Precision.FAST)), "both precisions went the same way");
    }
}
