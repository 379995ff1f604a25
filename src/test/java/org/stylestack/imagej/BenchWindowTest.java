package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.ImagePlus;
import ij.WindowManager;
import java.awt.EventQueue;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.stylestack.image.PictureStack;

/** The commands beside Generate Faces, each by a real macro in the real window. */
@Tag("gui")
class BenchWindowTest {

    @BeforeEach
    void open() throws IOException {
        ImageJWindow.open();
    }

    @AfterEach
    void close() {
        ImageJWindow.closeImages();
    }

    @Test
    void styleMixing() {
        assertNull(ImageJWindow.runMacro("run(\"Style Mixing...\", \"rows=0-1 cols=4-6 layers=middle psi=0.7 device=java\");"));
        assertEquals("[cols, grid, montage, rows]", ImageJWindow.titles().toString());
        assertEquals("row 1 × col 4 psi 0.7", WindowManager.getImage("grid").getStack().getSliceLabel(4));
        assertEquals(4 * 64, WindowManager.getImage("montage").getWidth());
    }

    @Test
    void theActiveWindowIsMadeAgain() {
        assertNull(ImageJWindow.runMacro("run(\"Generate Faces...\", \"seeds=7 outputs=faces device=java\"); rename(\"first\");"
                + " run(\"Regenerate...\", \"picture=[]\");"));
        assertEquals("[faces, first]", ImageJWindow.titles().toString());
        assertArrayEquals((int[]) WindowManager.getImage("first").getProcessor().getPixels(),
                (int[]) WindowManager.getImage("faces").getProcessor().getPixels());
    }

    @Test
    void aWalkOpensAtOnceAndLetsGoOfItsDevice() throws Exception {
        assertNull(ImageJWindow.runMacro("run(\"Latent Walk...\", \"seeds=0-2 frames=10000 virtual device=java\"); setSlice(9999);"));
        ImagePlus walk = WindowManager.getImage("walk");
        assertEquals(10000, walk.getStackSize());
        assertEquals("frame 9998 psi 1", walk.getStack().getSliceLabel(9999));
        PictureStack virtual = (PictureStack) walk.getStack();
        int[] last = (int[]) virtual.getPixels(10000);
        ImageJWindow.closeImages();
        // ImageJ tells of closed windows by an event.
        EventQueue.invokeAndWait(() -> {});
        assertThrows(IllegalStateException.class, () -> virtual.getProcessor(5000));
        assertNull(ImageJWindow.runMacro("run(\"Latent Walk...\", \"seeds=0-2 frames=3 device=java\");"));
        assertArrayEquals(last, (int[]) WindowManager.getImage("walk").getStack().getPixels(3));
    }

    @Test
    void skipPyramid() {
        assertNull(ImageJWindow.runMacro("run(\"Skip Pyramid...\", \"seeds=3,5 psi=0.7 device=java\"); Stack.setPosition(2, 3, 2);"));
        assertEquals("[rgb, skips]", ImageJWindow.titles().toString());
        ImagePlus skips = WindowManager.getImage("skips");
        assertArrayEquals(new int[] {64, 64, 3, 5, 2}, skips.getDimensions());
        assertEquals("seed 5 psi 0.7 16×16 channel 1", skips.getStack().getSliceLabel(skips.getStackIndex(2, 3, 2)));
        assertEquals(1, skips.getDisplayRangeMax());
    }
}
