package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImageStack;
import ij.WindowManager;
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
    private static final Map<String, Runnable> RESULTS = Map.of(
            "Faces_and_Skips.ijm", PluginsFolderTest::skipsAndTheirStatistics,
            "Faces_From_Seeds.ijm", PluginsFolderTest::facesAndMontage,
            "Truncation_Series.ijm", PluginsFolderTest::truncationStack);

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
