package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
import org.stylestack.layer.Profile;
import org.stylestack.synthesis.Output.Kind;

/** A profile tells every layer's work and launches, and changes no number. */
class ProfileTest {

    private static final int SAMPLES = 2;

    private final Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));

    ProfileTest() throws IOException {}

    static List<String> devices() {
        return TestDevices.names();
    }

    private float[] faces(String device, Optional<Profile> profile) throws IOException {
        float[][] faces = new float[1][];
        Recipe recipe = new Recipe(new LatentSource.Drawn(Seeds.parse("0-1"), Rng.NUMPY), new float[0], Truncation.NONE,
                Optional.empty(), new Noise.Constant(), Set.of(Kind.FACES), SAMPLES);
        try (Layers layers = TestDevices.open(device, new LayerOptions(Precision.FAST, 0, profile));
                Network network = new Network(generator, layers)) {
            profile.ifPresent(Profile::clear);
            Synthesis.run(network, recipe, (output, first, shape, values) -> faces[0] = values, Progress.SILENT);
        }
        return faces[0];
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyLayerIsThere(String device) throws IOException {
        Profile profile = new Profile();
        assertArrayEquals(faces(device, Optional.empty()), faces(device, Optional.of(profile)));
        Map<String, Profile.Layer> layers = profile.layers();
        String last = "b32.conv1, torgb";
        generator.layers().stream().map(layer -> layers.containsKey(last) && layer.name().matches("b32\\.(conv1|torgb)") ? last : layer.name())
                .forEach(layer -> assertTrue(layers.get(layer).nanoseconds() > 0, layer));
        assertTrue(profile.limits().orElseThrow().operations() > 0 && profile.limits().orElseThrow().bytes() > 0,
                "limits: " + profile.limits());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void workIsThatOfTheDirectAlgorithm(String device) throws IOException {
        Profile profile = new Profile();
        faces(device, Optional.of(profile));
        // canon32 has 32 channels at 8×8, 16 at 16×16 and 8 at 32×32.
        assertWork(profile, "b8.conv1", 2.0 * 9 * 32 * 32 * 64 * SAMPLES, 4.0 * (SAMPLES * (32 + 32) * 64 + 9 * 32 * 32));
        double filter = 2.0 * 16 * 8 * 1024 * SAMPLES;
        assertWork(profile, "b32.conv0", 2.0 * 9 * 16 * 8 * 256 * SAMPLES + filter,
                4.0 * (SAMPLES * (16 * 256 + 8 * 1024) + 9 * 16 * 8));
        double toRgb = 2.0 * 8 * 3 * 1024 * SAMPLES;
        double skip = (1 + 2.0 * 4) * 3 * 1024 * SAMPLES;
        if (profile.layers().containsKey("b32.conv1, torgb")) {
            assertWork(profile, "b32.conv1, torgb", 2.0 * 9 * 8 * 8 * 1024 * SAMPLES + toRgb + skip,
                    4.0 * (SAMPLES * (8 * 1024 + 3 * 256 + 3 * 1024) + 9 * 8 * 8 + 8 * 3));
        } else {
            assertWork(profile, "b32.torgb", toRgb + skip, 4.0 * (SAMPLES * (8 * 1024 + 3 * 256 + 3 * 1024) + 8 * 3));
        }
    }

    private static void assertWork(Profile profile, String layer, double operations, double bytes) {
        assertEquals(operations, profile.layers().get(layer).operations(), layer);
        assertEquals(bytes, profile.layers().get(layer).bytes(), layer);
    }
}
