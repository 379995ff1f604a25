package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.image.Provenance;
import org.stylestack.latent.Rng;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/** The shell's {@code mix} on canon32, whose w+ is 8×64. */
class MixCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");
    private static final int PICTURE = 3 * 32 * 32;

    @TempDir
    private Path folder;

    static List<String> devices() {
        return TestDevices.names();
    }

    private Shell mix(String arguments) {
        return Shell.run(("mix --overwrite --model " + MODEL + " --out " + folder + " " + arguments).split(" "));
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve(name + ".npy"));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyPairIsTheRowsLatentWithTheColumnsLayers(String device) throws IOException {
        Shell shell = mix("--rows 0,85 --cols 1-3 --layers 2-4 --psi 0.7 --format npy --device " + device);
        assertEquals(0, shell.status(), shell.err().toString());
        assertArrayEquals(new int[] {6, 3, 32, 32}, Shell.shape(folder.resolve("grid.npy")));
        assertArrayEquals(new int[] {1, 3, 96, 128}, Shell.shape(folder.resolve("montage.npy")));
        Generator generator = Generator.of(Checkpoint.open(MODEL));
        float[] mean = generator.meanW().orElseThrow().floats();
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            int pair = 0;
            for (long row : new long[] {0, 85}) {
                for (long column : new long[] {1, 2, 3}) {
                    float[] rowW = network.map(Rng.NUMPY.z(row, 64), new float[0]);
                    float[] columnW = network.map(Rng.NUMPY.z(column, 64), new float[0]);
                    float[] wPlus = new float[8 * 64];
                    for (int k = 0; k < wPlus.length; k++) {
                        float[] w = k / 64 >= 2 && k / 64 <= 4 ? columnW : rowW;
                        wPlus[k] = mean[k % 64] + 0.7f * (w[k % 64] - mean[k % 64]);
                    }
                    float[] expected = synthesized(network, wPlus);
                    assertClose(expected, Arrays.copyOfRange(array("grid"), pair * PICTURE, (pair + 1) * PICTURE));
                    assertClose(expected, inMontage(1 + pair / 3, 1 + pair % 3));
                    pair++;
                }
            }
        }
        assertClose(Arrays.copyOf(array("cols"), PICTURE), inMontage(0, 1));
        assertClose(Arrays.copyOfRange(array("rows"), PICTURE, 2 * PICTURE), inMontage(2, 0));
        Fixtures.golden("canon32", "seed85/img_const_psi0.7").assertClose(inMontage(2, 0), 5e-5);
    }

    private static float[] synthesized(Network network, float[] wPlus) throws IOException {
        float[][] picture = new float[1][];
        network.synthesize(wPlus, new Noise.Constant(), new long[1], 0, Set.of(Kind.FACES),
                (output, first, shape, values) -> picture[0] = values, Progress.SILENT);
        return picture[0];
    }

    /** The picture at a place of the montage of 3 by 4. */
    private float[] inMontage(int row, int column) throws IOException {
        float[] montage = array("montage");
        float[] picture = new float[PICTURE];
        for (int k = 0; k < PICTURE; k++) {
            int y = row * 32 + k / 32 % 32;
            picture[k] = montage[(k / 1024 * 96 + y) * 128 + column * 32 + k % 32];
        }
        return picture;
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertArrayEquals(expected, actual, 1e-5f);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void weightsGiveEveryLayerAMeanOfBoth(String device) throws IOException {
        assertEquals(0, mix("--rows 85 --cols 1 --weights 1,0.75,0.5,0,-0.5,1,0.25,0 --format npy --save grid --device " + device).status());
        float[] weights = {1, 0.75f, 0.5f, 0, -0.5f, 1, 0.25f, 0};
        Generator generator = Generator.of(Checkpoint.open(MODEL));
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            float[] row = network.map(Rng.NUMPY.z(85, 64), new float[0]);
            float[] column = network.map(Rng.NUMPY.z(1, 64), new float[0]);
            float[] wPlus = new float[8 * 64];
            for (int k = 0; k < wPlus.length; k++) {
                wPlus[k] = weights[k / 64] * row[k % 64] + (1 - weights[k / 64]) * column[k % 64];
            }
            assertClose(synthesized(network, wPlus), array("grid"));
        }
    }

    @Test
    void weightsGoByLayersToo() throws IOException {
        mix("--rows 0 --cols 1 --weights coarse:0,5-6:0.5 --format npy --device java");
        float[] named = array("grid");
        mix("--rows 0 --cols 1 --weights 0,0,0,0,1,0.5,0.5,1 --format npy --device java");
        assertArrayEquals(array("grid"), named);
        mix("--rows 0 --cols 1 --weights 0 --format npy --device java");
        assertArrayEquals(array("cols"), array("grid"), 1e-6f);
        mix("--rows 0 --cols 1 --weights 3-7:0 --format npy --device java --save grid");
        Fixtures.golden("canon32", "mix_0_1_at3/img_const").assertClose(array("grid"), 5e-5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1,0     | --weights: 2 weights are given, but w+ of this model has 8 layers; give one for each, or one for all, or some by layers like"
                + " 0-3:1,middle:0.5",
        "0-3:x   | --weights: \"x\" is no weight; give a number for each of the 8 layers of w+, or one for all, or some by layers like"
                + " 0-3:1,middle:0.5",
        "5-8:0   | --weights: the model has no layers 5-8; its w+ has the layers 0 to 7",
    })
    void refusesWeightsThatDoNotFit(String weights, String message) {
        Shell shell = mix("--device java --weights " + weights);
        assertEquals(2, shell.status());
        assertEquals(message, shell.err().get(shell.err().size() - 1));
    }

    @Test
    void agreesWithTheReferencesMixing() throws IOException {
        mix("--rows 0 --cols 1 --layers 3-7 --format npy --device java --save grid");
        Fixtures.golden("canon32", "mix_0_1_at3/img_const").assertClose(array("grid"));
        assertEquals(List.of("grid.npy"), Shell.files(folder));
    }

    @Test
    void groupsOfLayersHaveNames() throws IOException {
        mix("--rows 0 --cols 1 --layers coarse,6 --format npy --device java");
        float[] named = array("grid");
        mix("--rows 0 --cols 1 --layers 0-3,6 --format npy --device java");
        assertArrayEquals(array("grid"), named);
    }

    @Test
    void stacksAreLabelledAndKnowHowTheyWereMade() {
        mix("--rows 0-1 --cols 7 --layers coarse --psi 0.5 --device java");
        ImagePlus grid = new Opener().openImage(folder.resolve("grid.tif").toString());
        assertEquals("row 1 × col 7 psi 0.5", grid.getStack().getSliceLabel(2));
        Provenance recipe = Provenance.parse(grid.getInfoProperty());
        assertEquals("Style Mixing...", recipe.entries().get("command"));
        assertEquals("coarse", recipe.entries().get("layers"));
        ImagePlus montage = new Opener().openImage(folder.resolve("montage.tif").toString());
        assertArrayEquals(new int[] {64, 96, 1, 1, 1}, montage.getDimensions());
        assertEquals(0, montage.getProcessor().get(5, 5) & 0xffffff, "the corner is black");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "fine | --layers: the model has no layers fine; its w+ has the layers 0 to 7",
        "5-8  | --layers: the model has no layers 5-8; its w+ has the layers 0 to 7",
        "hair | --layers: \"hair\" names no layers; write them like 3-7 or 0-2,5, or coarse, middle, fine",
    })
    void refusesLayersThatAreNotThere(String layers, String message) {
        Shell shell = mix("--device java --layers " + layers);
        assertEquals(2, shell.status());
        assertEquals(message, shell.err().get(shell.err().size() - 1));
    }

    @Test
    void refusesAMontageThatNoPictureHolds() {
        Shell shell = mix("--device java --rows 0-9999 --cols 0-9999");
        assertTrue(shell.err().get(0).startsWith("--save: a montage of 10001 by 10001 pictures of 32×32 pixels is too large"), shell.err().get(0));
    }
}
