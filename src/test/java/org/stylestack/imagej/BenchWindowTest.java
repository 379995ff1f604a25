package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ij.WindowManager;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
}
