package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stylestack.fixture.Fixtures.golden;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output.Kind;

/** canon32 from seeds to images, with all that lies between, against stylegan2-ada-pytorch. */
@ParameterizedClass
@MethodSource("devices")
class Canon32GoldenTest {

    private final Generator generator;
    private final Layers layers;
    private final Network network;
    private final double tolerance;

    Canon32GoldenTest(String device, Precision precision) throws IOException {
        generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        layers = TestDevices.open(device, new LayerOptions(precision));
        tolerance = precision == Precision.EXACT ? 1e-5 : 5e-5;
        network = new Network(generator, layers);
    }

    static Stream<Arguments> devices() {
        return TestDevices.families().stream()
                .flatMap(device -> Arrays.stream(Precision.values()).map(precision -> Arguments.of(device, precision)));
    }

    @AfterEach
    void unload() {
        network.close();
        layers.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 85, 4294967295L})
    void seedsInEveryNoiseAndTruncation(long seed) throws IOException {
        String at = "seed" + seed + "/";
        LatentSource latents = seeds(Long.toString(seed));
        Map<String, float[]> all = run(latents, Truncation.NONE, new Noise.Constant());
        check(at + "z", all.get("latents/z"));
        check(at + "w", all.get("latents/w"));
        check(at + "img_const", all.get("faces"));
        check(at + "img_none", run(latents, Truncation.NONE, new Noise.None()).get("faces"));
        Map<String, float[]> truncated = run(latents, psi(0.7, -1), new Noise.Constant());
        check(at + "ws_psi0.7", truncated.get("latents/wplus"));
        check(at + "img_const_psi0.7", truncated.get("faces"));
        Map<String, float[]> cut = run(latents, psi(0.7, 4), new Noise.Constant());
        check(at + "ws_psi0.7_cut4", cut.get("latents/wplus"));
        check(at + "img_const_psi0.7_cut4", cut.get("faces"));
    }

    @Test
    void everyLayerAndSkip() throws IOException {
        Map<String, float[]> all = run(seeds("85"), Truncation.NONE, new Noise.Constant());
        for (ConvolutionParameters layer : generator.layers()) {
            check("seed85/style/" + layer.name(), all.get("styles/" + layer.name()));
            if (layer.noise().isPresent()) {
                check("seed85/feat/" + layer.name(), all.get("layers/" + layer.name()));
                check("seed85/feat/" + layer.name(), activated(layer, all.get("convolutions/" + layer.name())));
            }
        }
        for (int resolution : new int[] {4, 8, 16, 32}) {
            check("seed85/rgb/b" + resolution + ".own", all.get("rgb/%04d".formatted(resolution)));
            check("seed85/rgb/b" + resolution + ".sum", all.get("skips/%04d".formatted(resolution)));
        }
    }

    /** What noise, bias and leaky ReLU make of a convolution's sums. */
    private static float[] activated(ConvolutionParameters layer, float[] sums) {
        float[] noise = layer.noise().orElseThrow().plane().orElseThrow().floats();
        float[] bias = layer.bias().orElseThrow().floats();
        float[] activated = new float[sums.length];
        for (int k = 0; k < sums.length; k++) {
            double x = sums[k] + layer.noise().get().strength() * (double) noise[k % noise.length] + bias[k / noise.length];
            activated[k] = (float) (Math.sqrt(2) * Math.max(x, 0.2 * x));
        }
        return activated;
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "-0.5", "1.3"})
    void anyPsi(String psi) throws IOException {
        float[] wPlus = run(seeds("85"), psi(Double.parseDouble(psi), -1), new Noise.None()).get("latents/wplus");
        check("seed85/ws_psi" + psi, Arrays.copyOf(wPlus, generator.wSize()));
    }

    @Test
    void noiseGiven() throws IOException {
        Map<String, float[]> planes = new HashMap<>();
        for (ConvolutionParameters layer : generator.noisyLayers()) {
            planes.put(layer.name(), golden("canon32", "seed85/noise_in/" + layer.name()).values());
        }
        check("seed85/img_noise_in", run(seeds("85"), Truncation.NONE, new Noise.Given(planes)).get("faces"));
    }

    @Test
    void mixing() throws IOException {
        check("mix_0_1_at3/img_const", mix(Truncation.NONE));
        check("mix_0_1_at3/img_const_psi0.7", mix(psi(0.7, -1)));
    }

    private float[] mix(Truncation truncation) throws IOException {
        Recipe.Mix mix = new Recipe.Mix(seeds("1"), 3);
        return run(new Recipe(seeds("0"), new float[0], truncation, Optional.of(mix), new Noise.Constant(),
                EnumSet.allOf(Kind.class), 0)).get("faces");
    }

    @Test
    void batchesEqualSingles() throws IOException {
        check("batch_0_1/img_const", run(seeds("0-1"), Truncation.NONE, new Noise.Constant()).get("faces"));
        Noise random = new Noise.Random(7);
        float[] both = run(seeds("0-1"), Truncation.NONE, random).get("faces");
        float[] second = run(seeds("1"), Truncation.NONE, random).get("faces");
        assertArrayEquals(second, Arrays.copyOfRange(both, second.length, both.length));
    }

    @Test
    void latentsGiven() throws IOException {
        float[] w = golden("canon32", "wspace/w").values();
        check("wspace/img_const", run(new LatentSource.W(w, 64), Truncation.NONE, new Noise.Constant()).get("faces"));
        float[] wPlus = golden("canon32", "wplus/ws").values();
        check("wplus/img_const", run(new LatentSource.WPlus(wPlus, 64, 8), Truncation.NONE, new Noise.Constant()).get("faces"));
        float[] z = golden("canon32", "seed1/z").values();
        check("seed1/img_const", run(new LatentSource.Z(z, 64), Truncation.NONE, new Noise.Constant()).get("faces"));
        Map<String, float[]> styles = new HashMap<>();
        for (ConvolutionParameters layer : generator.layers()) {
            styles.put(layer.name(), golden("canon32", "seed85/style/" + layer.name()).values());
        }
        check("seed85/img_const", run(new LatentSource.Styles(styles, 1), Truncation.NONE, new Noise.Constant()).get("faces"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 85})
    void torchSeeds(long seed) throws IOException {
        LatentSource latents = new LatentSource.Drawn(Seeds.parse(Long.toString(seed)), Rng.TORCH);
        Map<String, float[]> all = run(latents, Truncation.NONE, new Noise.Constant());
        check("torchseed" + seed + "/z", all.get("latents/z"));
        check("torchseed" + seed + "/img_const", all.get("faces"));
    }

    @Test
    void randomNoiseIsItsSeedsOwn() throws IOException {
        float[] seven = run(seeds("85"), Truncation.NONE, new Noise.Random(7)).get("faces");
        assertArrayEquals(seven, run(seeds("85"), Truncation.NONE, new Noise.Random(7)).get("faces"));
        float[] eight = run(seeds("85"), Truncation.NONE, new Noise.Random(8)).get("faces");
        float[] none = run(seeds("85"), Truncation.NONE, new Noise.None()).get("faces");
        assertTrue(rms(seven, eight) > 0.01 && rms(seven, none) > 0.01, "noise seeds must tell");
        assertTrue(rms(seven, none) < 1, "noise must not drown the face");
    }

    @Test
    void theMeanOfWIsNearTheCheckpointsOwn() {
        float[] own = generator.meanW().orElseThrow().floats();
        float[] computed = MeanLatent.compute(network, new float[0], 1000, 0, Progress.SILENT);
        assertArrayEquals(computed, MeanLatent.compute(network, new float[0], 1000, 0, Progress.SILENT));
        assertEquals(own.length, computed.length);
        // One z alone: its own w.
        float[] one = MeanLatent.compute(network, new float[0], 1, 85, Progress.SILENT);
        check("seed85/w", one);
    }

    @Test
    void garbageCollectionChangesNothing() throws IOException {
        float[] before = run(seeds("0-1"), Truncation.NONE, new Noise.Constant()).get("faces");
        Map<String, float[]> outputs = new TreeMap<>();
        Synthesis.run(network, recipe(seeds("0-1"), Truncation.NONE, new Noise.Constant()), (output, first, shape, values) -> {
            byte[][] garbage = new byte[64][];
            for (int k = 0; k < garbage.length; k++) {
                garbage[k] = new byte[1 << 16];
            }
            System.gc();
            outputs.put(output.path(), values);
        }, Progress.SILENT);
        assertArrayEquals(before, outputs.get("faces"));
    }

    @Test
    void whatIsMadeAtFirstNeedOutlivesThePass() throws IOException {
        float[] first = run(seeds("0"), Truncation.NONE, new Noise.None()).get("faces");
        // Buffers that the pass gave back are filled with something else.
        try (Layers.Scope scope = layers.scope()) {
            for (int channels : new int[] {8, 16, 32}) {
                for (int outputs : new int[] {8, 16, 32}) {
                    for (int taps : new int[] {9, 16, 36}) {
                        float[] garbage = new float[taps * channels * outputs];
                        Arrays.fill(garbage, Float.NaN);
                        layers.upload(Shape.vectors(1, garbage.length), garbage);
                    }
                }
            }
        }
        assertArrayEquals(first, run(seeds("0"), Truncation.NONE, new Noise.None()).get("faces"));
    }

    @Test
    void cancelStopsWithinALayer() throws IOException {
        int[] asked = new int[1];
        Progress impatient = new Progress() {
            @Override
            public boolean isCancelled() {
                return ++asked[0] > 30;
            }

            @Override
            public void report(double done, String what) {
                assertTrue(done < 1, "cancelled work must not report its end");
            }
        };
        Recipe recipe = recipe(seeds("0"), Truncation.NONE, new Noise.Constant());
        assertThrows(CancellationException.class, () -> Synthesis.run(network, recipe, (output, first, shape, values) -> {}, impatient));
        check("seed0/img_const", run(seeds("0"), Truncation.NONE, new Noise.Constant()).get("faces"));
    }

    private Truncation psi(double psi, int cutoff) {
        return new Truncation(psi, cutoff, generator.meanW().orElseThrow().floats());
    }

    private static LatentSource seeds(String seeds) {
        return new LatentSource.Drawn(Seeds.parse(seeds), Rng.NUMPY);
    }

    private static Recipe recipe(LatentSource latents, Truncation truncation, Noise noise) {
        Set<Kind> everything = EnumSet.allOf(Kind.class);
        return new Recipe(latents, new float[0], truncation, Optional.empty(), noise, everything, 0);
    }

    private Map<String, float[]> run(LatentSource latents, Truncation truncation, Noise noise) throws IOException {
        return run(recipe(latents, truncation, noise));
    }

    private Map<String, float[]> run(Recipe recipe) throws IOException {
        Map<String, float[]> outputs = new TreeMap<>();
        Synthesis.run(network, recipe, (output, first, shape, values) -> outputs.put(output.path(), values), Progress.SILENT);
        return outputs;
    }

    /** Latents and styles know no precision. */
    private void check(String name, float[] actual) {
        boolean synthesised = name.contains("/img") || name.contains("/feat/") || name.contains("/rgb/");
        golden("canon32", name).assertClose(actual, synthesised ? tolerance : 1e-5);
    }

    private static double rms(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (double) (a[k] - b[k]);
        }
        return Math.sqrt(sum / a.length);
    }
}
