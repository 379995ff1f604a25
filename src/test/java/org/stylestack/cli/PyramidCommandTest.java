package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.io.Opener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.Fixtures.Golden;
import org.stylestack.fixture.TestDevices;
import org.stylestack.image.Provenance;

/** The shell's {@code pyramid} against the goldens' RGB images, upsampled by the definition. */
class PyramidCommandTest {

    private static final int[] SIZES = {4, 8, 16, 32};
    private static final double[] USUAL = {1, 3, 3, 1};

    @TempDir
    private Path folder;

    static List<String> devices() {
        return TestDevices.names();
    }

    private Shell pyramid(String model, String arguments) {
        return Shell.run(("pyramid --precision exact --model " + Fixtures.model(model) + " --out " + folder + " " + arguments).split(" "));
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve(name + ".npy"));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void everyResolutionIsUpsampledByTheNetworksFilter(String device) throws IOException {
        Shell shell = pyramid("canon32.safetensors", "--seeds 3,85 --format npy --device " + device);
        assertEquals(0, shell.status(), shell.err().toString());
        assertEquals(List.of("rgb.npy", "skips.npy"), Shell.files(folder));
        assertArrayEquals(new int[] {2, 4, 3, 32, 32}, Shell.shape(folder.resolve("skips.npy")));
        assertPyramid("canon32", ".sum", USUAL, array("skips"), 4);
        assertPyramid("canon32", ".own", USUAL, array("rgb"), 4);
    }

    @Test
    @Tag("all-fixtures")
    void anAsymmetricFilterIsNotMirrored() throws IOException {
        assertEquals(0, pyramid("fir16_ada.pkl", "--seeds 85 --format npy --device java").status());
        assertPyramid("fir16", ".sum", new double[] {1, 4, 2, 1}, array("skips"), 0);
        assertPyramid("fir16", ".own", new double[] {1, 4, 2, 1}, array("rgb"), 0);
    }

    /** Seed 85's levels, the first at an index. */
    private static void assertPyramid(String net, String which, double[] taps, float[] pyramid, int index) {
        int largest = net.endsWith("16") ? 16 : 32;
        int picture = 3 * largest * largest;
        for (int size : SIZES) {
            if (size <= largest) {
                Golden own = Fixtures.golden(net, "seed85/rgb/b" + size + which);
                double[] image = new double[own.values().length];
                Arrays.setAll(image, k -> own.values()[k]);
                for (int doubled = size; doubled < largest; doubled *= 2) {
                    image = doubled(image, doubled, taps);
                }
                float[] expected = new float[picture];
                for (int k = 0; k < picture; k++) {
                    expected[k] = (float) image[k];
                }
                int from = index++ * picture;
                new Golden(net + " " + size + which, own.shape(), expected, own.entry())
                        .assertClose(Arrays.copyOfRange(pyramid, from, from + picture));
            }
        }
    }

    /** upfirdn2d as it is defined: zeros between the pixels, padding (2, 1), the filter mirrored, gain 4; C×size×size. */
    private static double[] doubled(double[] image, int size, double[] taps) {
        int wide = 2 * size;
        double sum = Arrays.stream(taps).sum();
        double[] doubled = new double[4 * image.length];
        for (int k = 0; k < doubled.length; k++) {
            int c = k / (wide * wide);
            for (int i = 0; i < 16; i++) {
                int y = k / wide % wide + i / 4 - 2;
                int x = k % wide + i % 4 - 2;
                if (y >= 0 && y < wide && y % 2 == 0 && x >= 0 && x < wide && x % 2 == 0) {
                    double tap = taps[3 - i / 4] * taps[3 - i % 4] / (sum * sum) * 4;
                    doubled[k] += tap * image[(c * size + y / 2) * size + x / 2];
                }
            }
        }
        return doubled;
    }

    @Test
    void nativeSizesAreTheNetworksOwnNumbers() throws IOException {
        assertEquals(0, pyramid("canon32.safetensors", "--seeds 85 --size native --format npy --device java").status());
        for (int size : SIZES) {
            Fixtures.golden("canon32", "seed85/rgb/b" + size + ".sum").assertClose(array("skips/%04d".formatted(size)));
            Fixtures.golden("canon32", "seed85/rgb/b" + size + ".own").assertClose(array("rgb/%04d".formatted(size)));
        }
    }

    @Test
    void theHyperstackHasResolutionsAlongZAndSeedsAlongT() {
        pyramid("canon32.safetensors", "--seeds 3,85 --psi 0.5 --save rgb --device java");
        ImagePlus rgb = new Opener().openImage(folder.resolve("rgb.tif").toString());
        assertArrayEquals(new int[] {32, 32, 3, 4, 2}, rgb.getDimensions());
        assertEquals("seed 85 psi 0.5 8×8 channel 2", rgb.getStack().getSliceLabel(rgb.getStackIndex(3, 2, 2)));
        assertEquals(1, rgb.getCalibration().pixelWidth);
        assertEquals(CompositeImage.COMPOSITE, ((CompositeImage) rgb).getMode());
        rgb.setC(2);
        assertEquals("-1.0 1.0", rgb.getDisplayRangeMin() + " " + rgb.getDisplayRangeMax());
        assertEquals("Skip Pyramid...", Provenance.parse(rgb.getInfoProperty()).entries().get("command"));
    }

    @Test
    void picturesAreOneAResolution() throws IOException {
        pyramid("gray16_ada.pkl", "--seeds 7 --save skips --format png --device java");
        assertEquals(List.of("skips", "skips/seed0007-0004.png", "skips/seed0007-0008.png", "skips/seed0007-0016.png"),
                Shell.files(folder));
    }

    @ParameterizedTest
    @Tag("all-fixtures")
    @CsvSource({"resnet32_ada.pkl, resnet", "orig32_ada.pkl, orig"})
    void otherArchitecturesHaveNone(String model, String architecture) {
        Shell shell = pyramid(model, "--device java");
        assertEquals(2, shell.status());
        assertTrue(shell.err().get(0).startsWith("--model: its architecture is " + architecture + ", in which the last resolution alone"),
                shell.err().get(0));
    }
}
