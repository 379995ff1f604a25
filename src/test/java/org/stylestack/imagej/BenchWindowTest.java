package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.PlotWindow;
import ij.gui.ScrollbarWithLabel;
import ij.gui.StackWindow;
import ij.text.TextWindow;
import java.awt.EventQueue;
import java.awt.event.AdjustmentEvent;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
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
        assertNull(ImageJWindow.runMacro("run(\"Style Mixing...\", \"rows=0 cols=4 weights=[coarse:0, middle:0.5] outputs=grid device=java\");"));
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

    @Test
    void theRegionDrawnOnAFaceIsEditedAndTheMacroKnowsWhich() throws IOException {
        assertNull(ImageJWindow.runMacro("""
                run("Generate Faces...", "seeds=3-5 psi=0.7 outputs=faces,skips device=java");
                selectImage("skips 0016"); setSlice(2); makeOval(4, 4, 8, 6); setKeyDown("alt"); makeRectangle(7, 6, 2, 2);
                setKeyDown("none");
                run("Region Edit...", "second=7 layers=[b4-b32, b64 torgb] feather=2 device=java");
                """));
        ImagePlus edited = WindowManager.getImage("edited");
        assertEquals("seed 4 psi 0.7 region of 7", edited.getProp("Slice_Label"));
        assertArrayEquals((int[]) WindowManager.getImage("faces").getStack().getPixels(2),
                (int[]) WindowManager.getImage("first").getProcessor().getPixels());
        float[] mask = (float[]) WindowManager.getImage("mask").getProcessor().getPixels();
        assertEquals(1, mask[20 * 64 + 32], 0.1, "four pixels of the face for one of the skip");
        assertEquals(0.09, mask[28 * 64 + 32], 0.05, "the middle of a hole of four standard deviations");
        int[] pixels = (int[]) edited.getProcessor().getPixels();
        // Elsewhere another face is active, and the recipe alone tells.
        assertNull(ImageJWindow.runMacro("selectImage(\"edited\"); rename(\"before\"); run(\"Regenerate...\", \"picture=[]\");"));
        assertArrayEquals(pixels, (int[]) WindowManager.getImage("edited").getProcessor().getPixels());
    }

    @Test
    void anEndlessStackReachesItsEndAndScrollsToTheRightFace() throws Exception {
        assertNull(ImageJWindow.runMacro("run(\"Endless Stack...\", \"psi=0.7 device=java\"); setSlice(2147483646);"));
        ImagePlus endless = WindowManager.getImage("endless");
        assertEquals(2147483646, endless.getStackSize());
        assertEquals("seed 2147483645 psi 0.7", endless.getStack().getSliceLabel(2147483646));
        int[] end = (int[]) endless.getProcessor().getPixels();
        ScrollbarWithLabel scrollbar = Arrays.stream(endless.getWindow().getComponents())
                .filter(ScrollbarWithLabel.class::isInstance).map(ScrollbarWithLabel.class::cast).findFirst().orElseThrow();
        for (int slice = 100; slice <= 120; slice++) {
            int value = slice;
            EventQueue.invokeAndWait(() -> {
                scrollbar.setValue(value);
                ((StackWindow) endless.getWindow()).adjustmentValueChanged(
                        new AdjustmentEvent(scrollbar, AdjustmentEvent.ADJUSTMENT_VALUE_CHANGED, AdjustmentEvent.TRACK, value));
            });
        }
        int[] scrolled = (int[]) endless.getStack().getProcessor(121).getPixels();
        // ImageJ's own thread moves to a slice; its last event may have come while it was busy.
        int shown = ImageJWindow.await("the scrolled slice", () -> Optional.of(endless.getCurrentSlice()).filter(n -> n >= 100));
        ImageJWindow.await("the right face", () -> Optional.of(Arrays.equals((int[]) endless.getStack().getPixels(endless.getCurrentSlice()),
                (int[]) endless.getProcessor().getPixels())).filter(same -> same));
        assertTrue(shown <= 120);
        assertNull(ImageJWindow.runMacro("run(\"Generate Faces...\", \"seeds=120,2147483645 psi=0.7 outputs=faces device=java\");"));
        assertArrayEquals(scrolled, (int[]) WindowManager.getImage("faces").getStack().getPixels(1));
        assertArrayEquals(end, (int[]) WindowManager.getImage("faces").getStack().getPixels(2));
    }

    @Test
    void noiseStudyWithAnOpenPictureForNoise() {
        assertNull(ImageJWindow.runMacro("""
                newImage("ramp", "32-bit ramp", 100, 50, 1);
                run("Noise Study...", "seeds=3,5 realisations=3 layers=[b16.*, b32 conv1] plane=ramp plane_at=b64.conv1 device=java");
                """));
        assertEquals("[mean, ramp, std]", ImageJWindow.titles().toString());
        ImagePlus std = WindowManager.getImage("std");
        assertArrayEquals(new int[] {64, 64, 3, 2, 1}, std.getDimensions());
        assertEquals("seed 5 psi 1 channel 0", std.getStack().getSliceLabel(4));
    }

    @Test
    void compare() {
        assertNull(ImageJWindow.runMacro("""
                run("Compare...", "seeds=3,5 psi=0.7 psi_b=1 mix=9 layers=coarse outputs=difference,faces,rms,plot device=java");
                """));
        assertEquals("[difference, first, plot, second]", ImageJWindow.titles().toString());
        ImagePlus difference = WindowManager.getImage("difference");
        assertArrayEquals(new int[] {64, 64, 3, 2, 1}, difference.getDimensions());
        assertEquals("seed 5 psi 1 - seed 5 psi 0.7 channel 0", difference.getStack().getSliceLabel(4));
        assertInstanceOf(PlotWindow.class, WindowManager.getImage("plot").getWindow());
        TextWindow table = (TextWindow) WindowManager.getWindow("rms");
        assertEquals(3 * 5, table.getResultsTable().size());
        table.close(false);
    }
}
