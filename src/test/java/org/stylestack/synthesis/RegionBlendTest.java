package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.synthesis.Output.Kind;

/** Face 85 of canon32 with seed 0's features under masks; sample 0 is the edited face, sample 1 the other. */
class RegionBlendTest {

    private static final Noise CONSTANT = new Noise.Constant();

    private final Generator generator;
    private final Set<String> all;

    RegionBlendTest() throws IOException {
        generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        all = generator.layers().stream().map(ConvolutionParameters::name).collect(Collectors.toSet());
    }

    static List<String> devices() {
        return TestDevices.families();
    }

    private Map<String, float[]> run(String device, Noise noise, Set<String> layers, IntFunction<float[]> mask) throws IOException {
        Map<Integer, float[]> masks = new HashMap<>();
        generator.blocks().forEach(block -> masks.put(block.resolution(), mask.apply(block.resolution())));
        try (Layers operations = TestDevices.open(device, new LayerOptions(Precision.EXACT));
                Network network = new Network(generator, operations); RegionBlend blend = new RegionBlend(operations, layers, masks)) {
            RegionPairs pairs = new RegionPairs(wPlus(network, 85), new long[] {85}, wPlus(network, 0), new long[] {0});
            Recipe recipe = new Recipe(pairs, new float[0], Truncation.NONE, Optional.empty(), noise,
                    Set.of(Kind.FACES, Kind.LAYERS, Kind.RGB), 1, blend);
            Map<String, float[]> outputs = new TreeMap<>();
            Synthesis.run(network, recipe, (output, first, shape, values) -> {
                assertEquals(2, shape.n());
                outputs.put(output.path(), values);
            }, Progress.SILENT);
            return outputs;
        }
    }

    private float[] wPlus(Network network, long seed) {
        return Truncation.NONE.spread(network.map(Rng.NUMPY.z(seed, 64), new float[0]), 64, generator.latentCount());
    }

    private static float[] edited(float[] both) {
        return Arrays.copyOf(both, both.length / 2);
    }

    private static float[] other(float[] both) {
        return Arrays.copyOfRange(both, both.length / 2, both.length);
    }

    private static float[] filled(int size, float value) {
        float[] mask = new float[size * size];
        Arrays.fill(mask, value);
        return mask;
    }

    private static float[] grainy(int size) {
        float[] mask = new float[size * size];
        Random random = new Random(size);
        for (int k = 0; k < mask.length; k++) {
            mask[k] = random.nextFloat();
        }
        return mask;
    }

    private static float[] blended(float[] a, float[] b, float[] mask) {
        float[] blended = new float[a.length];
        for (int k = 0; k < a.length; k++) {
            double m = mask[k % mask.length];
            blended[k] = (float) (a[k] * (1 - m) + b[k] * m);
        }
        return blended;
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aMaskOfOnesGivesTheOtherFaceAndOneOfZerosTheFaceItself(String device) throws IOException {
        float[] ones = run(device, CONSTANT, all, size -> filled(size, 1)).get("faces");
        Fixtures.golden("canon32", "seed0/img_const").assertClose(edited(ones));
        Fixtures.golden("canon32", "seed0/img_const").assertClose(other(ones));
        float[] zeros = run(device, CONSTANT, all, size -> filled(size, 0)).get("faces");
        Fixtures.golden("canon32", "seed85/img_const").assertClose(edited(zeros));
        Fixtures.golden("canon32", "seed0/img_const").assertClose(other(zeros));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyChosenLayersMapIsTheBlendOfBoth(String device) throws IOException {
        Map<String, float[]> plain = run(device, CONSTANT, Set.of(), RegionBlendTest::grainy);
        Map<String, float[]> one = run(device, CONSTANT, Set.of("b8.conv1"), RegionBlendTest::grainy);
        Map<String, float[]> three = run(device, CONSTANT, Set.of("b8.conv1", "b16.conv0", "b32.torgb"), RegionBlendTest::grainy);
        float[] face = Fixtures.golden("canon32", "seed85/feat/b8.conv1").values();
        assertClose(blended(face, other(plain.get("layers/b8.conv1")), grainy(8)), edited(one.get("layers/b8.conv1")));
        assertClose(edited(plain.get("layers/b8.conv0")), edited(three.get("layers/b8.conv0")));
        // What the first blend changed is on the second's way.
        assertClose(blended(edited(one.get("layers/b16.conv0")), other(plain.get("layers/b16.conv0")), grainy(16)),
                edited(three.get("layers/b16.conv0")));
        Map<String, float[]> two = run(device, CONSTANT, Set.of("b8.conv1", "b16.conv0"), RegionBlendTest::grainy);
        assertClose(blended(edited(two.get("rgb/0032")), other(plain.get("rgb/0032")), grainy(32)), edited(three.get("rgb/0032")));
        three.forEach((name, map) -> assertClose(other(plain.get(name)), other(map)));
    }

    private static void assertClose(float[] expected, float[] actual) {
        float largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(expected, actual, 1e-5f * largest);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void nothingChangesOutsideOfWhatTheRegionReaches(String device) throws IOException {
        float[] plain = edited(run(device, CONSTANT, Set.of(), RegionBlendTest::grainy).get("faces"));
        float[] corner = new float[32 * 32];
        for (int k = 0; k < 64; k++) {
            corner[k / 8 * 32 + k % 8] = 1;
        }
        float[] edited = edited(run(device, CONSTANT, Set.of("b32.conv0"), size -> size == 32 ? corner : filled(size, 0)).get("faces"));
        double inside = 0;
        for (int k = 0; k < plain.length; k++) {
            // b32.conv1 is 3×3, and to-RGB 1×1.
            if (k % 32 > 8 || k / 32 % 32 > 8) {
                assertEquals(plain[k], edited[k], 1e-6f);
            } else {
                inside = Math.max(inside, Math.abs(plain[k] - edited[k]));
            }
        }
        assertTrue(inside > 0.1, "the region itself hardly changes: " + inside);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void bothKeepTheirOwnRandomNoise(String device) throws IOException {
        Noise random = new Noise.Random(3);
        float[] ones = run(device, random, all, size -> filled(size, 1)).get("faces");
        assertClose(other(ones), edited(ones));
        float[] alone = new float[3 * 32 * 32];
        try (Layers operations = TestDevices.open(device, new LayerOptions(Precision.EXACT));
                Network network = new Network(generator, operations)) {
            network.synthesize(wPlus(network, 0), random, new long[] {0}, 0, Set.of(Kind.FACES),
                    (output, first, shape, values) -> System.arraycopy(values, 0, alone, 0, alone.length), Progress.SILENT);
        }
        assertClose(alone, edited(ones));
    }
}
