package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.LimitedDevice;
import org.stylestack.fixture.NotedProgress;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.Precision;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.synthesis.Output.Kind;

/** The last layers in tiles are those of whole maps. */
class StripPassTest {

    private static final Path PORTRAITS = Path.of("sample-weights/portraits-64.safetensors");
    private static final long PLENTY = 1L << 40;
    private static final Set<Kind> ALL = EnumSet.complementOf(EnumSet.of(Kind.LATENTS));

    private final NotedProgress progress = new NotedProgress();
    private final List<String> notes = progress.notes();

    static List<String> families() {
        return TestDevices.families();
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyOutputIsAsWithoutTiles(String device) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(PORTRAITS));
        Noise noise = new Noise.Random(4);
        try (Layers layers = TestDevices.open(device, new LayerOptions(Precision.EXACT));
                Network network = new Network(generator, layers)) {
            Map<String, float[]> expected = pass(network, noise);
            for (int rows : new int[] {16, 8}) {
                assertEquals(OptionalInt.of(rows), network.shrinkStrips());
                Map<String, float[]> actual = pass(network, noise);
                assertEquals(expected.keySet(), actual.keySet());
                expected.forEach((name, values) -> assertClose(name + " in tiles of " + rows + " rows", values, actual.get(name)));
            }
            assertEquals(OptionalInt.empty(), network.shrinkStrips());
        }
    }

    /** Where nobody wants the last maps, the last two layers go in one step on some devices. */
    @ParameterizedTest
    @MethodSource("families")
    void facesAndSkipsAloneAreAsWithoutTiles(String device) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(PORTRAITS));
        Set<Kind> wanted = Set.of(Kind.FACES, Kind.SKIPS);
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            Map<String, float[]> expected = pass(network, new Noise.Constant(), wanted);
            assertEquals(OptionalInt.of(16), network.shrinkStrips());
            Map<String, float[]> actual = pass(network, new Noise.Constant(), wanted);
            assertEquals(expected.keySet(), actual.keySet());
            expected.forEach((name, values) -> assertClose(name, values, actual.get(name), 5e-5));
        }
    }

    /** Each strip meets its own rows of the masks. */
    @ParameterizedTest
    @MethodSource("families")
    void regionsAreAsWithoutTiles(String device) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(PORTRAITS));
        Set<String> blended = generator.layers().stream().map(ConvolutionParameters::name).collect(Collectors.toSet());
        Map<Integer, float[]> masks = new TreeMap<>();
        Random random = new Random(3);
        for (SynthesisBlock block : generator.blocks()) {
            float[] mask = new float[block.resolution() * block.resolution()];
            for (int k = 0; k < mask.length; k++) {
                mask[k] = random.nextFloat();
            }
            masks.put(block.resolution(), mask);
        }
        try (Layers layers = TestDevices.open(device, new LayerOptions(Precision.EXACT)); Network network = new Network(generator, layers);
                RegionBlend blend = new RegionBlend(layers, blended, masks)) {
            Map<String, float[]> expected = pass(network, new Noise.Constant(), blend, ALL);
            Map<String, float[]> unblended = pass(network, new Noise.Constant());
            assertFalse(Arrays.equals(unblended.get("faces"), expected.get("faces")));
            assertEquals(OptionalInt.of(16), network.shrinkStrips());
            Map<String, float[]> actual = pass(network, new Noise.Constant(), blend, ALL);
            assertEquals(expected.keySet(), actual.keySet());
            expected.forEach((name, values) -> assertClose(name, values, actual.get(name)));
        }
    }

    /** Blocks of a residual generator, and of one whose last block alone makes RGB, have no image before. */
    @ParameterizedTest
    @ValueSource(strings = {"canon32.safetensors", "resnet32_ada.pkl", "orig32_ada.pkl", "concat32_gpen.pth", "fir16_ada.pkl"})
    @Tag("all-fixtures")
    void ofEveryArchitecture(String model) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model(model)));
        try (Layers layers = TestDevices.open("java", new LayerOptions(Precision.EXACT)); Network network = new Network(generator, layers)) {
            Noise noise = model.startsWith("concat") ? new Noise.Random(1) : new Noise.Constant();
            Map<String, float[]> expected = pass(network, noise);
            if (network.shrinkStrips().isPresent()) {
                Map<String, float[]> actual = pass(network, noise);
                assertEquals(expected.keySet(), actual.keySet());
                expected.forEach((name, values) -> assertClose(model + " " + name, values, actual.get(name)));
            } else {
                assertEquals(16, generator.resolution());
            }
        }
    }

    @Test
    void comeAfterSmallerBatchesWhereMemoryEnds() throws IOException {
        Map<String, float[]> expected = new TreeMap<>();
        long whole = run(PLENTY, 0, expected).peak();
        long inTiles = run(PLENTY, 1, new TreeMap<>()).peak();
        assertTrue(inTiles < whole * 4 / 5, inTiles + " bytes in tiles, and " + whole + " without");
        assertEquals(List.of(), notes);
        Map<String, float[]> actual = new TreeMap<>();
        // Buffers that wait for the next face are given up before anything is done in tiles.
        for (long room = inTiles / Float.BYTES * 7 / 8; notes.stream().noneMatch(note -> note.contains("tiles")); room = room * 31 / 32) {
            notes.clear();
            actual.clear();
            run(room, 0, actual);
        }
        assertEquals(List.of("1 face at once will be tried", "the last layers in tiles of 16 rows will be tried"),
                notes.stream().map(note -> note.substring(note.lastIndexOf("; ") + 2)).toList());
        assertTrue(notes.stream().allMatch(note -> note.startsWith("limited: no room for ")), notes.toString());
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertClose(name, values, actual.get(name)));
    }

    /** As commands compute that average faces, and Explore. */
    @Test
    void aSinglePassGoesInTilesWhereMemoryEnds() throws IOException {
        Map<String, float[]> expected = new TreeMap<>();
        long room = single(PLENTY, expected) / Float.BYTES;
        assertEquals(List.of(), notes);
        Map<String, float[]> actual = new TreeMap<>();
        while (notes.isEmpty()) {
            room = room * 31 / 32;
            actual.clear();
            single(room, actual);
        }
        assertTrue(notes.get(0).matches("limited: no room for \\d+ numbers; the last layers in tiles of 16 rows will be tried"), notes.toString());
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertClose(name, values, actual.get(name)));
    }

    private long single(long room, Map<String, float[]> outputs) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(PORTRAITS));
        float[] wPlus = new float[generator.latentCount() * generator.wSize()];
        try (Layers layers = new KernelLayers(new LimitedDevice(room)); Network network = new Network(generator, layers)) {
            Synthesis.pass(network, wPlus, new Noise.Random(3), new long[] {4}, output -> output.kind() == Kind.FACES || output.kind() == Kind.SKIPS,
                    (output, first, shape, values) -> assertNull(outputs.put(output.path(), values), "twice " + output.path()), progress);
            return layers.memory().peak();
        }
    }

    /**
     * Two faces.
     *
     * @param room  numbers that the device has room for; both at once where that is not plenty
     * @param times how often strips are made smaller before
     */
    private MemoryUse run(long room, int times, Map<String, float[]> outputs) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(PORTRAITS));
        Recipe recipe = new Recipe(new LatentSource.Drawn(Seeds.parse("3-4"), Rng.NUMPY), new float[0], Truncation.NONE, Optional.empty(),
                new Noise.Constant(), EnumSet.of(Kind.FACES, Kind.SKIPS), room == PLENTY ? 1 : 2);
        LimitedDevice device = new LimitedDevice(room);
        MemoryUse memory;
        try (Layers layers = new KernelLayers(device)) {
            try (Network network = new Network(generator, layers)) {
                for (int k = 0; k < times; k++) {
                    network.shrinkStrips();
                }
                Synthesis.run(network, recipe, (output, first, shape, values) -> outputs.merge(output.path(), values, StripPassTest::join),
                        progress);
            }
            memory = layers.memory();
        }
        assertEquals(0, device.open(), "buffers that nobody closed");
        return memory;
    }

    private static float[] join(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private Map<String, float[]> pass(Network network, Noise noise) throws IOException {
        return pass(network, noise, ALL);
    }

    private Map<String, float[]> pass(Network network, Noise noise, Set<Kind> wanted) throws IOException {
        return pass(network, noise, MapEdit.NONE, wanted);
    }

    private Map<String, float[]> pass(Network network, Noise noise, MapEdit edit, Set<Kind> wanted) throws IOException {
        Generator generator = network.generator();
        float[] wPlus = new float[2 * generator.latentCount() * generator.wSize()];
        Random random = new Random(7);
        for (int k = 0; k < wPlus.length; k++) {
            wPlus[k] = (float) random.nextGaussian();
        }
        Map<String, float[]> outputs = new TreeMap<>();
        network.synthesize(wPlus, noise, edit, new long[] {5, 6}, 0, wanted, (output, first, shape, values) -> {
            assertEquals(shape.count(), values.length, output.path());
            assertEquals(shape.h(), shape.w(), output.path());
            outputs.put(output.path(), values);
        }, progress);
        return outputs;
    }

    /** max|actual - expected| ≤ 1e-5 · max(1, absmax). */
    private static void assertClose(String name, float[] expected, float[] actual) {
        assertClose(name, expected, actual, 1e-5);
    }

    private static void assertClose(String name, float[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length, name);
        double largest = 1;
        double difference = 0;
        for (int k = 0; k < expected.length; k++) {
            largest = Math.max(largest, Math.abs(expected[k]));
            difference = Math.max(difference, Math.abs((double) expected[k] - actual[k]));
        }
        assertTrue(difference <= tolerance * largest, name + " differs by " + difference + " where " + tolerance * largest + " is allowed");
    }
}
