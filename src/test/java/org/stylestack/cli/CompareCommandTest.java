package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.SafetensorsWriter;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.checkpoint.TensorFile;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.Fixtures.Golden;
import org.stylestack.fixture.TestDevices;
import org.stylestack.image.Provenance;

/** The shell's {@code compare} against arithmetic on the goldens, and on what {@code generate} makes of both settings. */
class CompareCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");

    @TempDir
    private Path folder;

    static List<String> devices() {
        return TestDevices.names();
    }

    private Shell compare(String arguments) {
        return Shell.run(("compare --precision exact --overwrite --model " + MODEL + " --out " + folder.resolve("out") + " " + arguments)
                .split(" "));
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve("out").resolve(name + ".npy"));
    }

    private static void assertDifference(String second, String first, float[] actual) {
        Golden minuend = Fixtures.golden("canon32", second);
        float[] subtrahend = Fixtures.golden("canon32", first).values();
        float[] difference = minuend.values().clone();
        for (int k = 0; k < difference.length; k++) {
            difference[k] -= subtrahend[k];
        }
        new Golden(second + " - " + first, minuend.shape(), difference, minuend.entry()).assertClose(actual);
    }

    /** The cells of a row of the table, without the row's number. */
    private List<String> row(int index) throws IOException {
        List<String> cells = List.of(Files.readAllLines(folder.resolve("out/rms.csv")).get(index).split(","));
        return cells.subList(cells.size() - 7, cells.size());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void theDifferenceIsTheSecondLessTheFirst(String device) throws IOException {
        Shell shell = compare("--seeds 85 --psi-b 0.7 --format npy --device " + device);
        assertEquals(0, shell.status(), shell.err().toString());
        assertDifference("seed85/img_const_psi0.7", "seed85/img_const", array("difference"));
        compare("--seeds 85 --noise-b none --format npy --device " + device);
        assertDifference("seed85/img_none", "seed85/img_const", array("difference"));
        compare("--seeds 0,85 --seeds-b 85 --format npy --device " + device);
        assertArrayEquals(new int[] {2, 3, 32, 32}, Shell.shape(folder.resolve("out/difference.npy")));
        assertDifference("seed85/img_const", "seed0/img_const", Arrays.copyOf(array("difference"), 3 * 32 * 32));
        compare("--seeds 0 --mix 1 --layers 3-7 --format npy --device " + device);
        assertDifference("mix_0_1_at3/img_const", "seed0/img_const", array("difference"));
    }

    @Test
    void theTableIsTheRmsOfEachResolution() throws IOException {
        assertEquals(0, compare("--seeds 3,85 --seeds-b 4,86 --psi-b 0.5 --save rms --device java").status());
        Shell.generate(folder.resolve("a"), "--precision exact --device java --seeds 3,85 --save skips,rgb --format npy --model " + MODEL);
        Shell.generate(folder.resolve("b"), "--precision exact --device java --seeds 4,86 --psi 0.5 --save skips,rgb --format npy --model "
                + MODEL);
        assertEquals(List.of("Seed", "SeedB", "Resolution", "SkipsRMS", "SkipsMax", "RgbRMS", "RgbMax"), row(0));
        int size = 4;
        for (int level = 0; level < 4; level++) {
            assertRow(row(1 + 4 + level), "85,86," + size, size, 1, 2);
            assertRow(row(1 + 8 + level), "all,all," + size, size, 0, 2);
            size *= 2;
        }
    }

    private void assertRow(List<String> row, String names, int size, int from, int to) throws IOException {
        assertEquals(names, String.join(",", row.subList(0, 3)));
        int column = 3;
        for (String kind : List.of("skips", "rgb")) {
            float[] a = Shell.array(folder.resolve("a/%s/%04d.npy".formatted(kind, size)));
            float[] b = Shell.array(folder.resolve("b/%s/%04d.npy".formatted(kind, size)));
            double squares = 0;
            double max = 0;
            int one = a.length / 2;
            for (int k = from * one; k < to * one; k++) {
                squares += Math.pow((double) b[k] - a[k], 2) / ((to - from) * one);
                max = Math.max(max, Math.abs((double) b[k] - a[k]));
            }
            assertEquals(Math.sqrt(squares), Double.parseDouble(row.get(column++)), 1e-5);
            assertEquals(max, Double.parseDouble(row.get(column++)), 1e-5);
        }
    }

    @Test
    void anEditMovesTheSecondAlongADirection() throws IOException {
        String edit = "--directions " + Fixtures.file("latents/canon32_factor_rosinality.pt") + " --component 2 --layers 1-4 --device java";
        assertEquals(0, compare("--seeds 85 --strength 3 --save difference,faces --format npy " + edit).status());
        assertEquals(0, Shell.run(("edit --precision exact --format npy --model " + MODEL + " --out " + folder.resolve("edit")
                + " --seeds 85 --strength 0,3 " + edit).split(" ")).status());
        float[] edited = Shell.array(folder.resolve("edit/edit.npy"));
        int picture = edited.length / 2;
        assertArrayEquals(Arrays.copyOf(edited, picture), array("first"), 1e-5f);
        assertArrayEquals(Arrays.copyOfRange(edited, picture, 2 * picture), array("second"), 1e-5f);
    }

    @Test
    void checkpointsAreComparedOnTheSameSeeds() throws IOException {
        Map<String, Tensor> tensors = new HashMap<>(TensorFile.open(MODEL).tensors());
        float[] bias = tensors.get("to_rgbs.2.bias").floats().clone();
        for (int k = 0; k < bias.length; k++) {
            bias[k] += 0.25f;
        }
        tensors.put("to_rgbs.2.bias", Tensor.of(bias, 1, 3, 1, 1));
        Path other = folder.resolve("other.safetensors");
        SafetensorsWriter.write(other, tensors, Map.of());
        Shell shell = compare("--seeds 0-2 --device java --model-b " + other);
        assertEquals(0, shell.status(), shell.err().toString());
        assertEquals(List.of("difference.tif", "plot.png", "rms.csv"), Shell.files(folder.resolve("out")));
        ImagePlus difference = new Opener().openImage(folder.resolve("out/difference.tif").toString());
        assertArrayEquals(new int[] {32, 32, 3, 3, 1}, difference.getDimensions());
        assertEquals("seed 2 psi 1 channel 1", difference.getStack().getSliceLabel(8));
        assertEquals(other.toString(), Provenance.parse(difference.getInfoProperty()).entries().get("model_b"));
        for (int slice = 1; slice <= 9; slice++) {
            for (float value : (float[]) difference.getStack().getPixels(slice)) {
                assertEquals(0.25f, value, 1e-5f);
            }
        }
        assertEquals("all,all,16", String.join(",", row(1 + 3 * 4 + 2).subList(0, 3)));
        assertEquals(0, Double.parseDouble(row(1 + 3 * 4 + 2).get(3)));
        assertEquals(0.25, Double.parseDouble(row(1 + 3 * 4 + 3).get(3)), 1e-5);
        BufferedImage plot = ImageIO.read(folder.resolve("out/plot.png").toFile());
        assertTrue(plot.getWidth() > 300 && plot.getHeight() > 200, plot.toString());
    }

    @Test
    @Tag("all-fixtures")
    void aClassIsOfTheModelsThatHaveSome() throws IOException {
        Path conditional = Fixtures.model("cond32_ada.pkl");
        Shell.generate(folder.resolve("a"), "--precision exact --device java --seeds 85 --save faces --format npy --class 1 --model " + conditional);
        float[] face = Shell.array(folder.resolve("a/faces.npy"));
        Shell shell = Shell.run(("compare --precision exact --device java --format npy --seeds 85 --save difference --class 1 --model " + conditional
                + " --model-b " + MODEL + " --out " + folder.resolve("out")).split(" "));
        assertEquals(0, shell.status(), shell.err().toString());
        assertTrue(shell.err().contains("The second model has no classes; the class 1 is of the first alone"), shell.err().toString());
        float[] second = array("difference").clone();
        for (int k = 0; k < second.length; k++) {
            second[k] += face[k];
        }
        Fixtures.golden("canon32", "seed85/img_const").assertClose(second);
        Shell refused = Shell.run(("compare --device java --seeds 85 --class 1 --class-b 2 --model " + conditional + " --model-b " + MODEL + " --out "
                + folder.resolve("no")).split(" "));
        assertEquals("--class-b: \"2\" is given, but the model has no classes; leave it out", refused.err().get(refused.err().size() - 1));
        Shell needed = Shell.run(("compare --device java --seeds 85 --model-b " + conditional + " --model " + MODEL + " --out "
                + folder.resolve("no")).split(" "));
        assertTrue(needed.err().get(needed.err().size() - 1).startsWith("--class-b: the model has 4 classes, and which is meant"), needed.err().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--seeds 0-3 --seeds-b 5,6 | --seeds-b: 2 seeds do not fit the 4 faces; give as many, or one",
        "--psi-b half              | --psi-b: \"half\" is not allowed; give a number, or nothing for the first",
        "--layers coarse           | --layers: nothing edits them; give seeds to mix with, or directions, or leave them out",
        "--class-b 2               | --class-b: \"2\" is given, but the model has no classes; leave it out",
        "--noise-b loud            | --noise-b: \"loud\" is not allowed; give same, constant, random, none",
    })
    void saysWhatDoesNotFit(String arguments, String message) {
        Shell shell = compare("--device java " + arguments);
        assertEquals(2, shell.status());
        assertEquals(List.of(message), shell.err());
    }

    @Test
    void modelsOfAnotherSizeAreNotCompared() {
        Shell shell = compare("--device java --model-b " + Fixtures.model("gray16_ada.pkl"));
        assertEquals(2, shell.status());
        assertEquals("--model-b: its faces have the size 16×16 and 1 channel, but the first model's 32×32 and 3 channels; compare models of one size",
                shell.err().get(0));
    }

    @Test
    void plotsAreNotOverwrittenUnasked() {
        String again = "compare --seeds 0 --psi-b 0 --save plot --device java --out " + folder;
        assertEquals(0, Shell.run(again.split(" ")).status());
        Shell shell = Shell.run(again.split(" "));
        assertEquals(1, shell.status());
        assertTrue(shell.err().get(0).contains("plot.png is there already"), shell.err().toString());
    }
}
