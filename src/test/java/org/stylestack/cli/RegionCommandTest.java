package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.io.Opener;
import ij.io.RoiEncoder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.image.Provenance;
import org.stylestack.image.RegionMask;

/** The shell's {@code region} on canon32. */
class RegionCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");
    private static final int PICTURE = 3 * 32 * 32;

    @TempDir
    private Path folder;

    static List<String> devices() {
        return TestDevices.names();
    }

    private Shell region(String arguments) {
        return Shell.run(("region --overwrite --model " + MODEL + " --out " + folder + " " + arguments).split(" "));
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve(name + ".npy"));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void theWholePictureIsTheSecondFace(String device) throws IOException {
        Shell shell = region("--seeds 85,1 --second 0 --roi 0,0,32,32 --precision exact --format npy --device " + device);
        assertEquals(0, shell.status(), shell.err().toString());
        assertEquals(List.of("edited.npy", "first.npy", "mask.npy", "second.npy"), Shell.files(folder));
        float[] edited = array("edited");
        assertEquals(2 * PICTURE, edited.length);
        Fixtures.golden("canon32", "seed0/img_const").assertClose(Arrays.copyOf(edited, PICTURE));
        Fixtures.golden("canon32", "seed0/img_const").assertClose(Arrays.copyOfRange(edited, PICTURE, 2 * PICTURE));
        Fixtures.golden("canon32", "seed0/img_const").assertClose(array("second"));
        Fixtures.golden("canon32", "seed85/img_const").assertClose(Arrays.copyOf(array("first"), PICTURE));
    }

    @Test
    void aFileOfImageJsIsTheRegion() throws IOException {
        Roi ring = new ShapeRoi(new OvalRoi(8, 8, 16, 16)).not(new ShapeRoi(new Roi(14, 14, 4, 4)));
        Path file = folder.resolve("ring.roi");
        RoiEncoder.save(ring, file.toString());
        assertEquals(0, region("--seeds 85 --second 0 --feather 1.5 --format npy --device java --roi " + file).status());
        assertArrayEquals(RegionMask.of(ring, 32).at(32, 1.5), array("mask"));
        float[] edited = array("edited");
        float[] first = array("first");
        float[] second = array("second");
        int middle = 12 * 32 + 10;
        assertTrue(Math.abs(edited[middle] - second[middle]) < Math.abs(edited[middle] - first[middle]));
        assertEquals(first[0], edited[0], 0.02, "the corner is far from the ring");
    }

    @Test
    void facesMayHaveASecondEach() throws IOException {
        region("--seeds 85,1 --second 0,3 --roi 0,0,32,32 --format npy --device java --batch 1 --save edited,sources");
        assertArrayEquals(array("second"), array("edited"), 1e-4f);
    }

    @Test
    void facesComeFromAFileOfWToo() throws IOException {
        float[] w = new float[3 * 64];
        System.arraycopy(Fixtures.golden("canon32", "seed85/w").values(), 0, w, 2 * 64, 64);
        Path file = Shell.save(folder.resolve("w.npy"), w, 3, 64);
        assertEquals(0, region("--w " + file + " --seeds 2 --second 0 --roi 0,0,4,4 --feather 0 --layers b32.torgb --precision exact"
                + " --format npy --device java").status());
        Fixtures.golden("canon32", "seed85/img_const").assertClose(array("first"));
        float[] expected = array("first");
        float[] edited = array("edited");
        assertEquals(expected[9], edited[9], 1e-5f, "outside of the region");
        assertEquals(PICTURE, edited.length);
        Shell shell = region("--w " + file + " --seeds 3 --roi 0,0,4,4 --device java");
        assertEquals("--seeds: w.npy holds the faces 0 to 2, but 3 was asked for; choose others, or leave seeds empty for all",
                shell.err().get(shell.err().size() - 1));
        assertEquals(0, region("--w " + file + " --roi 0,0,4,4 --device java --save edited").status());
        assertEquals("w 2 of w.npy psi 1 region of 1", new Opener().openImage(folder.resolve("edited.tif").toString()).getStack().getSliceLabel(3));
    }

    @Test
    void stacksAreLabelledAndMadeAgain() throws IOException {
        Path file = folder.resolve("oval.roi");
        RoiEncoder.save(new OvalRoi(8, 8, 16, 12), file.toString());
        region("--seeds 85,1 --second 7 --psi 0.5 --layers b4-b16 --device java --roi " + file);
        // The recipe keeps the region itself.
        Files.delete(file);
        Path again = folder.resolve("again");
        Shell shell = Shell.run("regenerate", folder.resolve("edited.tif").toString(), "--out", again.toString());
        assertEquals(0, shell.status(), shell.err().toString());
        for (String name : List.of("edited.tif", "first.tif", "second.tif", "mask.tif")) {
            assertArrayEquals(Files.readAllBytes(folder.resolve(name)), Files.readAllBytes(again.resolve(name)), name);
        }
        ImagePlus edited = new Opener().openImage(folder.resolve("edited.tif").toString());
        assertEquals("seed 1 psi 0.5 region of 7", edited.getStack().getSliceLabel(2));
        Provenance recipe = Provenance.parse(edited.getInfoProperty());
        assertEquals("Region Edit...", recipe.entries().get("command"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--seeds 1 --roi 40,2,9,9 | --roi: the region has no pixel in the picture, whose size is 32×32; draw it on the face",
        "--roi 0,0,9,9            | --seeds: nothing is given, and no window is open to take it from; give seeds, or choose a window first",
        "--seeds 1                | --roi: nothing is given, and no window is open to take it from; give roi, or choose a window first",
        "--seeds 1-3 --second 4,5 --roi 0,0,9,9 | --second: 2 seeds do not fit 3 faces; give as many, or one",
        "--seeds 1 --roi roi:SW91dA | --roi: the text after roi: is no region of ImageJ's; give a file that File > Save As > Selection... made, or x,y,width,height of a rectangle",
        "--seeds 1 --roi roi:!? | --roi: the text after roi: is no region of ImageJ's; give a file that File > Save As > Selection... made, or x,y,width,height of a rectangle",
        "--seeds 1 --roi 0,0,9,9 --feather -1 | --feather: \"-1\" is not allowed; give a number, 0 or more",
    })
    void saysWhatIsWrong(String arguments, String message) {
        Shell shell = region("--device java " + arguments);
        assertEquals(2, shell.status());
        assertEquals(message, shell.err().get(shell.err().size() - 1));
    }

    /** As who chooses the model for the region by mistake; it must not fill the heap. */
    @Test
    void aLargeFileIsNoRegion() throws IOException {
        Path large = folder.resolve("large.roi");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(1L << 33);
        }
        Shell shell = region("--device java --seeds 1 --roi " + large);
        assertEquals(2, shell.status());
        assertEquals("--roi: " + large + " is no region of ImageJ's; give a file that File > Save As > Selection... made, or x,y,width,height"
                + " of a rectangle", shell.err().get(shell.err().size() - 1));
    }

    @Test
    void anAbsentFileIsNamed() {
        for (String absent : List.of("absent.roi", "1,2,3")) {
            Shell shell = region("--device java --seeds 1 --roi " + absent);
            assertEquals(1, shell.status());
            assertEquals("--roi: " + absent + " is neither a file that is there, nor x,y,width,height of a rectangle; give one of these",
                    shell.err().get(shell.err().size() - 1));
        }
    }
}
