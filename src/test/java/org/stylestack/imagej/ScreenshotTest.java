package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.Zoom;
import ij.plugin.frame.Recorder;
import ij.text.TextWindow;
import java.awt.Color;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.event.MouseEvent;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JTextArea;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the README's pictures of ImageJ's windows: target/generate-faces.png and target/explore.png. */
@Tag("gui")
class ScreenshotTest {

    private static final Rectangle SCREEN = new Rectangle(0, 0, 1246, 910);

    private final Window desktop = new Window(null);

    @AfterEach
    void close() {
        desktop.dispose();
        if (Recorder.getInstance() != null) {
            Recorder.getInstance().close();
        }
        ImageJWindow.closeImages();
    }

    @Test
    void picturesDialogFacesSkipsAndRecorder() throws Exception {
        ImageJ window = ImageJWindow.open();
        desktop.setBounds(SCREEN);
        desktop.setBackground(new Color(0x56, 0x6b, 0x7d));
        desktop.setVisible(true);
        desktop.toBack();
        window.setLocation(12, 12);
        window.toFront();
        new Recorder().setBounds(634, 12, 590, 166);
        ImageJWindow.press(openDialog(), "OK");
        ImageJWindow.awaitEnd("Generate Faces...");
        ((TextWindow) WindowManager.getFrame("Log")).close();
        place("faces", 12, 124, 320);
        for (int k = 0; k < 5; k++) {
            place("skips %04d".formatted(4 << k), 634 + k * 120, 260, 112);
        }
        Recorder.suspendRecording();
        IJ.run(WindowManager.getImage("faces"), "Make Montage...", "columns=3 rows=4 scale=1.3334");
        place("Montage", 354, 124, 255);
        JDialog dialog = openDialog();
        ImageJWindow.onEvents(() -> dialog.setLocation(378, 496));
        ImageJWindow.await("the preview", () -> ImageJWindow.parts(dialog)
                .filter(part -> part instanceof JTextArea said && said.getText().contains(" s on ")).findFirst());
        IJ.wait(500);
        take(SCREEN, "generate-faces.png");
        ImageJWindow.press(dialog, "Cancel");
        ImageJWindow.awaitEnd("Generate Faces...");
    }

    @Test
    void picturesExplore(@TempDir Path folder) throws Exception {
        ImageJWindow.open();
        String file = folder.resolve("pca.safetensors").toString();
        assertNull(ImageJWindow.runMacro("run(\"Directions...\", \"method=pca samples=2000 count=10 device=java out=[" + file + "]\");"
                + " run(\"Explore...\", \"face=20.72,0.64 psi=0.7 mix=7 mix_layers=8-9 directions=[" + file + "] strengths=0:0.8,2:-1.2\");"));
        Window window = ImageJWindow.await("the window",
                () -> Optional.ofNullable(WindowManager.getWindow("Explore portraits-64")));
        window.setLocation(0, 0);
        window.toFront();
        ImageJWindow.await("the face", () -> ImageJWindow.parts(window)
                .filter(part -> part instanceof JLabel label && label.getText() != null && label.getText().startsWith("64\u00d764 in ")).findFirst());
        // The first frames take longer than those that the status line should tell of: the hand moves to and fro for a while.
        Component plane = ImageJWindow.parts(window).filter(part -> part instanceof JComponent named && named.getToolTipText() != null
                && named.getToolTipText().startsWith("Drag to walk between seeds; double-click")).findFirst().orElseThrow();
        drag(plane, MouseEvent.MOUSE_PRESSED, 100);
        for (int k = 1; k <= 300; k++) {
            drag(plane, MouseEvent.MOUSE_DRAGGED, 100 + k % 2);
            IJ.wait(8);
        }
        IJ.wait(200);
        take(window.getBounds(), "explore.png");
        EventQueue.invokeAndWait(() -> window.dispatchEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSING)));
        ImageJWindow.awaitEnd("stylestack-explore");
    }

    private static void drag(Component plane, int what, int x) throws Exception {
        EventQueue.invokeAndWait(() -> plane.dispatchEvent(
                new MouseEvent(plane, what, System.currentTimeMillis(), MouseEvent.BUTTON1_DOWN_MASK, x, 50, 1, false, MouseEvent.BUTTON1)));
    }

    private static void take(Rectangle part, String name) throws Exception {
        BufferedImage picture = new Robot().createScreenCapture(part);
        ImageIO.write(picture, "png", new File("target", name));
        int[] colours = picture.getRGB(0, 0, part.width, part.height, null, 0, part.width);
        assertTrue(Arrays.stream(colours).distinct().count() > 1000, "no face is in the picture");
    }

    private static JDialog openDialog() {
        ImageJWindow.choose("Plugins", "StyleStack", "Generate Faces...");
        JDialog dialog = ImageJWindow.dialog("Generate Faces");
        ImageJWindow.type(dialog, "Seeds", "0-11");
        ImageJWindow.type(dialog, "Truncation psi", "0.7");
        return dialog;
    }

    private static void place(String title, int x, int y, int width) {
        ImagePlus image = WindowManager.getImage(title);
        // Before the zoom, which keeps a window on the screen by cropping it.
        image.getWindow().setLocation(x, y);
        IJ.wait(100);
        Zoom.set(image, (double) width / image.getWidth());
    }
}
