package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.Fixtures.Golden;
import org.stylestack.fixture.TestDevices;

/** Commands that take their faces from files of w, on canon32, against the goldens of the seeds whose w the files hold. */
class LatentFilesCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");
    private static final int PICTURE = 3 * 32 * 32;
    private static final String DIRECTIONS = " --directions " + Fixtures.file("latents/canon32_factor_rosinality.pt") + " ";

    @TempDir
    private Path folder;
    /** w of the seeds 0, 1 and 85. */
    private Path faces;

    @BeforeEach
    void writeFaces() throws IOException {
        float[] w = new float[3 * 64];
        int row = 0;
        for (String seed : List.of("0", "1", "85")) {
            System.arraycopy(golden("seed" + seed + "/w").values(), 0, w, 64 * row++, 64);
        }
        faces = Shell.save(folder.resolve("faces.npy"), w, 3, 64);
    }

    static List<String> devices() {
        return TestDevices.names();
    }

    private static Golden golden(String name) {
        return Fixtures.golden("canon32", name);
    }

    private Shell run(String arguments) {
        return Shell.run((arguments + " --precision exact --overwrite --model " + MODEL + " --out " + folder.resolve("out")).split(" +"));
    }

    private void make(String arguments) {
        Shell shell = run(arguments);
        assertEquals(0, shell.status(), shell.err().toString());
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve("out").resolve(name + ".npy"));
    }

    private float[] picture(String name, int index) throws IOException {
        return Arrays.copyOfRange(array(name), index * PICTURE, (index + 1) * PICTURE);
    }

    private List<String> labels(String name) {
        ImagePlus image = new Opener().openImage(folder.resolve("out").resolve(name + ".tif").toString());
        assertTrue(image.getStackSize() > 1, name);
        return Arrays.stream(image.getStack().getSliceLabels()).filter(label -> label != null).toList();
    }

    private static void assertDifference(String second, String first, float[] actual) {
        float[] difference = golden(second).values().clone();
        float[] subtrahend = golden(first).values();
        for (int k = 0; k < difference.length; k++) {
            difference[k] -= subtrahend[k];
        }
        new Golden(second + " - " + first, golden(second).shape(), difference, golden(second).entry()).assertClose(actual);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void theGoldensComeOfTheirOwnW(String device) throws IOException {
        String npy = " --format npy --device " + device;
        make("generate --save faces --seeds 2,0 --w " + faces + npy);
        golden("seed85/img_const").assertClose(picture("faces", 0));
        golden("seed0/img_const").assertClose(picture("faces", 1));
        make("mix --rows 0 --rows-w " + faces + " --cols 1 --cols-w " + faces + " --layers 3-7" + npy);
        golden("mix_0_1_at3/img_const").assertClose(array("grid"));
        golden("seed1/img_const").assertClose(array("cols"));
        make("layers --seeds 2 --layers b8.conv1 --save maps --w " + faces + npy);
        golden("seed85/feat/b8.conv1").assertClose(array("layers/b8.conv1"));
        make("pyramid --size native --seeds 2 --w " + faces + npy);
        golden("seed85/rgb/b16.sum").assertClose(array("skips/0016"));
        golden("seed85/rgb/b8.own").assertClose(array("rgb/0008"));
        make("edit --strength 0,1 --layers 0 --seeds 1-2 --psi 0.7 --w " + faces + DIRECTIONS + npy);
        golden("seed1/img_const_psi0.7").assertClose(picture("edit", 0));
        golden("seed85/img_const_psi0.7").assertClose(picture("edit", 2));
        make("compare --seeds 0,2 --w " + faces + " --seeds-b 2 --w-b " + faces + npy);
        assertDifference("seed85/img_const", "seed0/img_const", picture("difference", 0));
        assertArrayEquals(new float[PICTURE], picture("difference", 1));
        make("compare --seeds 0 --w-b " + faces + " --w " + faces + " --seeds-b 0 --mix 1 --layers 3-7" + npy);
        assertDifference("mix_0_1_at3/img_const", "seed0/img_const", array("difference"));
    }

    @Test
    void rowsOfAFileAndColumnsOfSeedsMix() throws IOException {
        make("mix --rows 0 --rows-w " + faces + " --cols 1 --layers 3-7 --format npy --device java --save grid");
        golden("mix_0_1_at3/img_const").assertClose(array("grid"));
        make("mix --rows 0 --cols-w " + faces + " --layers 3-7 --format npy --device java --save grid");
        assertEquals(3 * PICTURE, array("grid").length);
        golden("mix_0_1_at3/img_const").assertClose(picture("grid", 1));
    }

    @Test
    void aFacesRowDrawsItsNoise() throws IOException {
        make("noise-study --seeds 1 --realisations 3 --format npy --device java");
        float[] mean = array("mean");
        float[] std = array("std");
        make("noise-study --seeds 1 --w " + faces + " --realisations 3 --format npy --device java");
        assertArrayEquals(mean, array("mean"), 1e-5f);
        assertArrayEquals(std, array("std"), 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"canon32_projected_w.npz", "canon32_projected_w_deflated.npz", "canon32_projection_rosinality.pt",
        "canon32_wplus.npy", "canon32_wplus_fortran_f64_be.npy"})
    void whatProjectorsSaveCanBeEditedMixedAndInspected(String file) throws IOException {
        String w = Fixtures.file("latents/" + file) + " --format npy --device java ";
        make("edit --strength 0 --w " + w + DIRECTIONS);
        golden("wplus/img_const").assertClose(array("edit"));
        make("mix --cols 0-1 --weights 1 --save grid --rows-w " + w);
        assertEquals(2 * PICTURE, array("grid").length);
        golden("wplus/img_const").assertClose(picture("grid", 1));
        make("pyramid --save skips --w " + w);
        golden("wplus/img_const").assertClose(picture("skips", 3));
        make("compare --seeds 0 --w-b " + w);
        assertDifference("wplus/img_const", "seed0/img_const", array("difference"));
        make("noise-study --layers b4.conv1 --realisations 1 --save mean --w " + w);
        float[] none = array("mean");
        make("generate --noise none --save faces --w " + w);
        float[] faceless = array("faces");
        assertEquals(none.length, faceless.length);
    }

    @Test
    void labelsNameTheFileAndTheRow() throws IOException {
        make("mix --rows 2 --rows-w " + faces + " --cols 4 --device java");
        assertEquals("w 2 of faces.npy psi 1", new Opener().openImage(folder.resolve("out/rows.tif").toString()).getProp("Slice_Label"));
        make("mix --rows 3 --cols-w " + faces + " --cols 1-2 --device java");
        assertEquals(List.of("row 3 × col w 1 of faces.npy psi 1", "row 3 × col w 2 of faces.npy psi 1"), labels("grid"));
        make("edit --seeds 1 --strength 0,1.5 --device java --w " + faces + DIRECTIONS);
        assertEquals("w 1 of faces.npy component 0 strength 1.5 psi 1", labels("edit").get(1));
        make("pyramid --seeds 2 --save rgb --device java --w " + faces);
        assertEquals("w 2 of faces.npy psi 1 8×8 channel 2", labels("rgb").get(5));
        make("layers --seeds 2 --layers b8.conv1 --device java --w " + faces);
        List<String> table = Files.readAllLines(folder.resolve("out/statistics.csv"));
        assertTrue(table.get(0).endsWith("File,Row,Layer,Channel,Mean,StdDev,Min,Max,RMS,Clamped,Zero"), table.get(0));
        assertTrue(table.get(1).contains("faces.npy,2,b8.conv1,all,"), table.get(1));
        make("compare --seeds 5 --w-b " + faces + " --seeds-b 1 --device java");
        assertEquals("w 1 of faces.npy psi 1 - seed 5 psi 1 channel 1", labels("difference").get(1));
        List<String> rms = Files.readAllLines(folder.resolve("out/rms.csv"));
        assertTrue(rms.get(0).endsWith("Seed,FileB,RowB,Resolution,SkipsRMS,SkipsMax,RgbRMS,RgbMax"), rms.get(0));
        assertTrue(rms.get(1).contains("5,faces.npy,1,4,"), rms.get(1));
        make("generate --save faces --format png --seeds 1 --device java --w " + faces);
        assertTrue(Files.exists(folder.resolve("out/faces/w0001.png")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"edit --strength -1,2 --w W -D", "mix --rows 2 --rows-w W --cols-w W", "mix --rows 1 --cols-w W --cols 0,2",
        "layers --seeds 1-2 --layers b8.conv1 --most 2 --w W", "pyramid --seeds 2 --w W", "compare --w W --seeds-b 0 --w-b W",
        "compare --seeds 3 --w-b W --seeds-b 2", "noise-study --realisations 2 --seeds 0,2 --w W", "generate --w W --seeds 2",
        "walk --w W --frames 4", "walk --w W --seeds 2,0 --frames 3", "region --w W --seeds 2 --roi 4,4,20,20"})
    void isMadeAgainToTheBit(String arguments) throws IOException {
        make(arguments.replace("-D", DIRECTIONS).replace("W", faces.toString()) + " --noise-seed 7 --device java");
        String picture = Shell.files(folder.resolve("out")).stream().filter(file -> file.endsWith(".tif")).findFirst().orElseThrow();
        Shell again = Shell.run("regenerate", folder.resolve("out").resolve(picture).toString(), "--out", folder.resolve("again").toString());
        assertEquals(0, again.status(), again.err().toString());
        assertEquals(Shell.files(folder.resolve("out")), Shell.files(folder.resolve("again")));
        for (String file : Shell.files(folder.resolve("out")).stream().filter(name -> name.contains(".")).toList()) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("out").resolve(file)), Files.readAllBytes(folder.resolve("again").resolve(file)), file);
        }
        Shell.save(faces, new float[3 * 64], 3, 64);
        Shell other = Shell.run("regenerate", folder.resolve("out").resolve(picture).toString(), "--out", folder.resolve("other").toString());
        assertEquals(1, other.status());
        assertTrue(other.err().get(other.err().size() - 1).contains("faces.npy is not the file of which "), other.err().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "edit --directions D --w W --seeds 3 | --seeds: faces.npy holds the faces 0 to 2, but 3 was asked for; choose others, or leave seeds empty"
                + " for all",
        "mix --rows-w W --rows 0-7           | --rows: faces.npy holds the faces 0 to 2, but 3 was asked for; choose others, or leave rows empty"
                + " for all",
        "mix --cols-w W --cols 5-7           | --cols: faces.npy holds the faces 0 to 2, but 5 was asked for; choose others, or leave cols empty"
                + " for all",
        "pyramid --w S                       | --w: short.npy holds w of 32 numbers, but that of this model has 64; give latents of this model,"
                + " or this file's model",
        "mix --cols-w S                      | --cols-w: short.npy holds w of 32 numbers, but that of this model has 64; give latents of this"
                + " model, or this file's model",
        "layers --w L                        | --w: long.npy holds w+ of 18 layers, but that of this model has 8; give latents of this model,"
                + " or this file's model",
        "compare --w W --w-b W --seeds-b 1,2 | --seeds-b: 2 faces of the file do not fit the 3 faces; give as many, or one",
        "compare --seeds 1,2 --w-b W         | --w-b: 3 faces of the file do not fit the 2 faces; give as many, or one",
        "generate --z S                      | --z: short.npy holds z of 32 numbers, but that of this model has 64; give latents of this model,"
                + " or this file's model",
        "generate --z W --w W                | --z: a file of w gives the latents already; leave one of them out",
    })
    void saysWhatDoesNotFit(String arguments, String message) throws IOException {
        Path shortFile = Shell.save(folder.resolve("short.npy"), new float[32], 32);
        Path longFile = Shell.save(folder.resolve("long.npy"), new float[18 * 64], 1, 18, 64);
        String[] words = (arguments + " --device java").replace("W", faces.toString()).replace("S", shortFile.toString())
                .replace("L", longFile.toString()).replace("D", Fixtures.file("latents/canon32_factor_rosinality.pt").toString()).split(" +");
        Shell shell = run(String.join(" ", words));
        assertEquals(2, shell.status(), shell.err().toString());
        assertEquals(message, shell.err().get(shell.err().size() - 1));
        assertTrue(Files.notExists(folder.resolve("out")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "pyramid --w absent.npy         | --w: absent.npy",
        "mix --rows-w absent.npy        | --rows-w: absent.npy",
        "mix --cols-w absent.npy        | --cols-w: absent.npy",
        "compare --w-b absent.npy       | --w-b: absent.npy",
        "generate --z absent.npy        | --z: absent.npy",
        "generate --noise-maps no.npz   | --noise-maps: no.npz",
        "edit --directions absent.npy   | --directions: absent.npy",
        "compare --directions absent.pt | --directions: absent.pt",
    })
    void anAbsentFileIsNamedByItsParameter(String arguments, String start) {
        Shell shell = run(arguments + " --device java");
        assertEquals(1, shell.status());
        assertEquals(start + ": no such file; give the path of one that is there", shell.err().get(shell.err().size() - 1));
    }
}
