package org.stylestack.imagej;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.text.TextWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each macro of plugins/ in the real window, and looks at what it leaves. */
@Tag("gui")
class PluginsFolderTest {

    private static final Path FOLDER = Path.of("plugins");
    private static final Map<String, Runnable> RESULTS = Map.ofEntries(
            entry("Compare_Truncations.ijm", () -> assertImages("difference 64x64x3")),
            entry("Eyes_of_Another.ijm", () -> assertImages("edited 64x64x1", "faces 64x64x1", "first 64x64x1", "mask 64x64x1",
                    "second 64x64x1")),
            entry("Faces_and_Skips.ijm", PluginsFolderTest::skipsAndTheirStatistics),
            entry("Faces_From_Seeds.ijm", PluginsFolderTest::facesAndMontage),
            entry("Layers_of_a_Face.ijm", PluginsFolderTest::layersAndTheirStrength),
            entry("Make_Again.ijm", () -> assertImages("faces 64x64x1", "first 64x64x1")),
            entry("Mixing_Grid.ijm", () -> assertImages("cols 64x64x3", "grid 64x64x9", "montage 256x256x1", "rows 64x64x3")),
            entry("Noise_of_a_Face.ijm", () -> assertImages("std 64x64x3")),
            entry("Principal_Directions.ijm", () -> assertImages("Montage 640x384x1", "directions 64x64x15")),
            entry("Pyramid_of_a_Face.ijm", () -> assertImages("Montage 640x128x1", "rgb 64x64x5")),
            entry("Seeds_by_Chance.ijm", () -> assertImages("Montage 384x384x1", "chance 64x64x9")),
            entry("Truncation_Series.ijm", PluginsFolderTest::truncationStack),
            entry("Walk_and_What_Moves.ijm", () -> assertImages("walk 64x64x48", "what moves 64x64x1")));

    @BeforeEach
    void open() throws IOException {
        ImageJWindow.open();
    }

    @AfterEach
    void close() {
        ImageJWindow.closeImages();
    }

    static List<String> macros() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyFileHasAnEntryInTheMenuAndATest() throws IOException {
        assertEquals(RESULTS.keySet().stream().sorted().toList(), macros());
        assertTrue(macros().stream().allMatch(file -> file.contains("_")), "ImageJ lists only macros with an underscore in their names");
    }

    @ParameterizedTest
    @MethodSource("macros")
    void runsAndLeavesItsResults(String macro) throws IOException {
        assertNull(ImageJWindow.runMacro(Files.readString(FOLDER.resolve(macro))));
        RESULTS.get(macro).run();
    }

    /** What is open, by title and size. */
    private static void assertImages(String... expected) {
        assertEquals(List.of(expected), ImageJWindow.titles().stream().map(title -> {
            ImagePlus image = WindowManager.getImage(title);
            return title + " " + image.getWidth() + "x" + image.getHeight() + "x" + image.getStackSize();
        }).toList());
    }

    private static void layersAndTheirStrength() {
        assertEquals(List.of("layers b16.conv0", "layers b16.conv1", "strength of the layers"), ImageJWindow.titles());
        assertEquals(4, WindowManager.getImage("layers b16.conv1").getStackSize());
        assertTrue(IJ.getLog().contains("9: b64.conv1"), IJ.getLog());
        ((TextWindow) WindowManager.getWindow("statistics")).close(false);
    }

    private static void facesAndMontage() {
        assertEquals(List.of("Montage", "faces"), ImageJWindow.titles());
        assertEquals(9, WindowManager.getImage("faces").getStackSize());
        assertEquals(384, WindowManager.getImage("Montage").getWidth());
    }

    private static void skipsAndTheirStatistics() {
        assertEquals(List.of("skips 0004", "skips 0008", "skips 0016", "skips 0032", "skips 0064"), ImageJWindow.titles());
        assertTrue(IJ.getLog().contains("skips 0064: seed 42 psi 0.7, mean "), IJ.getLog());
    }

    private static void truncationStack() {
        ImageStack stack = WindowManager.getImage("truncation").getStack();
        assertEquals(9, stack.size());
        assertEquals("seed 3 psi -1", stack.getShortSliceLabel(1));
        assertEquals("seed 3 psi 0.25", stack.getShortSliceLabel(6));
    }
}
