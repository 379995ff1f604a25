package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.awt.Rectangle;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stylestack.synthesis.Progress;

class ActiveWindowTest {

    private static final Log QUIET = new Log() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}
    };

    @AfterEach
    void deselect() {
        WindowManager.setTempCurrentImage(null);
    }

    private static ImagePlus activate(String title, int width, int height, String info, String label) {
        ImagePlus image = IJ.createImage(title, "8-bit black", width, height, 1);
        image.setProperty("Info", info);
        image.setProp("Slice_Label", label);
        WindowManager.setTempCurrentImage(image);
        return image;
    }

    private static String problem() {
        StackCommand command = CommandDeclaration.of(EditRegion.class).create(Map.of("device", "java"));
        return assertThrows(IllegalArgumentException.class, () -> command.execute(QUIET, Progress.SILENT)).getMessage();
    }

    @Test
    void theSlicesLabelAndTheRecipeMakeTheFace() {
        activate("layers b8.conv1", 8, 8, "command=Generate Faces...\nseeds=3-9\npsi=0.5\nmodel_sha256=0\n", "seed 7 psi 0.5 channel 3");
        assertEquals("7", ActiveWindow.get("seeds").face().get("seeds"));
        assertEquals("0.5", ActiveWindow.get("seeds").face().get("psi"));
        activate("faces", 8, 8, "command=Generate Faces...\nw=faces.npy\nmodel_sha256=0\n", "wplus 2 psi 1");
        assertEquals("2", ActiveWindow.get("seeds").face().get("seeds"));
        assertEquals("faces.npy", ActiveWindow.get("seeds").face().get("w"));
        activate("rows", 8, 8, "command=Generate Faces...\nw=/path/to/my faces.npy\nmodel_sha256=0\n", "w 4 of my faces.npy psi 0.7");
        assertEquals("4", ActiveWindow.get("seeds").face().get("seeds"));
    }

    @Test
    void aRegionIsScaledToTheFace() {
        activate("skips 0008", 8, 8, "", "").setRoi(new Roi(1, 2, 3, 4));
        assertEquals(new Rectangle(8, 16, 24, 32), ActiveWindow.get("roi").region(64).getBounds());
    }

    @Test
    void saysWhatTheWindowLacks() {
        assertEquals("seeds: nothing is given, and no window is open to take it from; give seeds, or choose a window first", problem());
        String noFace = " shows no face of one seed, or of a file of w, that StyleStack made; give seeds, or choose a slice of Generate Faces...";
        activate("plain", 64, 64, "a photo", "");
        assertEquals("seeds: the slice \"\" of the active window plain" + noFace, problem());
        activate("walk", 64, 64, "model_sha256=0\n", "frame 3 psi 1");
        assertEquals("seeds: the slice \"frame 3 psi 1\" of the active window walk" + noFace, problem());
        activate("edit", 64, 64, "w=/path/to/faces.npy\nmodel_sha256=0\n", "w 3 of faces.npy component 0 strength 1 psi 1");
        assertEquals("seeds: the slice \"w 3 of faces.npy component 0 strength 1 psi 1\" of the active window edit" + noFace, problem());
        activate("faces", 64, 64, "model_sha256=0\nnoise_maps=n.npz\n", "seed 3 psi 1");
        assertEquals("seeds: the active window was made with noise_maps=n.npz, which Region Edit... does not take; give seeds", problem());
        activate("faces", 64, 64, "model_sha256=0\n", "seed 3 psi 1");
        assertEquals("roi: nothing is given, and no region is drawn on the active window faces; draw one, or give a file of ImageJ's or"
                + " x,y,width,height", problem());
        activate("cols", 64, 32, "model_sha256=0\n", "seed 3 psi 1").setRoi(new Roi(1, 2, 3, 4));
        assertEquals("roi: the active window cols has 64×32 pixels, but a face is a square; draw the region on a face", problem());
    }
}
