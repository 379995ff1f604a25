package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Graphics2D;
import java.awt.event.MouseEvent;
import java.awt.event.WindowEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.swing.AbstractButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JSpinner;
import javax.swing.JTextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explore's window, opened by a macro, and used by its controls. */
@Tag("gui")
class ExploreWindowTest {

    private JFrame window;

    @BeforeEach
    void open() throws IOException {
        ImageJWindow.open();
    }

    @AfterEach
    void close() throws Exception {
        if (Recorder.getInstance() != null) {
            Recorder.getInstance().close();
        }
        EventQueue.invokeAndWait(() -> window.dispatchEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSING)));
        ImageJWindow.awaitEnd("stylestack-explore");
        assertNull(WindowManager.getWindow("Explore portraits-64"));
        ImageJWindow.closeImages();
    }

    private void explore(String options) {
        assertNull(ImageJWindow.runMacro("run(\"Explore...\", \"device=java " + options + "\");"));
        window = (JFrame) ImageJWindow.await("the window", () -> Optional.ofNullable(WindowManager.getWindow("Explore portraits-64")));
        awaitStatus("64\u00d764 in ");
    }

    private void awaitStatus(String text) {
        ImageJWindow.await(text, () -> all(window).filter(label -> label instanceof JLabel && ((JLabel) label).getText() != null
                && ((JLabel) label).getText().startsWith(text)).findFirst());
    }

    // -- Controls --

    private static Stream<Component> all(Container container) {
        return Arrays.stream(container.getComponents())
                .flatMap(component -> component instanceof Container inner ? Stream.concat(Stream.of(inner), all(inner)) : Stream.of(component));
    }

    private <T> T find(Class<T> type, Predicate<T> which) {
        return all(window).filter(type::isInstance).map(type::cast).filter(which).findFirst().orElseThrow();
    }

    /** What the help of which begins so. */
    private <T extends JComponent> T helped(Class<T> type, String help) {
        return find(type, component -> component.getToolTipText() != null && component.getToolTipText().startsWith(help));
    }

    private void press(String button) throws Exception {
        EventQueue.invokeAndWait(find(AbstractButton.class, candidate -> candidate.getText().equals(button))::doClick);
    }

    private void go(String point) throws Exception {
        JTextField field = helped(JTextField.class, "A seed, like 42");
        EventQueue.invokeAndWait(() -> {
            field.setText(point);
            field.postActionEvent();
        });
    }

    private void set(String help, Number value) throws Exception {
        EventQueue.invokeAndWait(() -> helped(JSpinner.class, help).setValue(value));
    }

    private ImagePlus snapshot(int slices) throws Exception {
        press("Snapshot");
        return ImageJWindow.await("slice " + slices, () -> Optional.ofNullable(WindowManager.getImage("snapshots"))
                .filter(stack -> stack.getStackSize() == slices));
    }

    private String macro() throws Exception {
        long before = Recorder.getInstance().getText().lines().count();
        press("Macro");
        // ImageJ also records which window came to the front, whenever that is.
        return Recorder.getInstance().getText().lines().skip(before).filter(line -> line.startsWith("run(")).findFirst().orElseThrow();
    }

    private static int[] pixels(String title) {
        return (int[]) WindowManager.getImage(title).getProcessor().getPixels();
    }

    // -- Tests --

    @Test
    void snapshotsAndMacrosMakeTheSameFaceWhileAnotherCommandRuns() throws Exception {
        explore("face=3 psi=0.7");
        new Recorder(false);
        ImagePlus snapshots = snapshot(1);
        assertEquals("run(\"Generate Faces...\", \"seeds=3 rng=numpy psi=0.7 cutoff=-1 mean_samples=0 mean_seed=0 noise=constant"
                + " noise_seed=0 outputs=faces device=java fallback=warn precision=fast batch=0\");", macro());
        assertNull(ImageJWindow.runMacro(macro()));
        assertArrayEquals((int[]) snapshots.getStack().getPixels(1), pixels("faces"));

        go("4.25,0.5");
        set("Psi", 0.5);
        set("The seed whose styles", 7L);
        press("Fine");
        assertNull(ImageJWindow.runMacro("run(\"Latent Walk...\", \"seeds=0-1 frames=3 device=java\");"));
        snapshots = snapshot(2);
        assertEquals("point 4.25,0.5 mix 7 at 8-9 psi 0.5", snapshots.getStack().getShortSliceLabel(2, 80));
        String macro = macro();
        assertTrue(macro.startsWith("run(\"Explore...\", ") && macro.contains("face=4.25,0.5 ") && macro.contains(" window=false"), macro);
        assertNull(ImageJWindow.runMacro(macro));
        assertArrayEquals((int[]) snapshots.getStack().getPixels(2), pixels("face"));

        WindowManager.getImage("faces").close();
        for (int slice = 1; slice <= 2; slice++) {
            IJ.selectWindow("snapshots");
            snapshots.setSlice(slice);
            assertNull(ImageJWindow.runMacro("run(\"Regenerate...\", \"picture=[]\");"));
            assertArrayEquals((int[]) snapshots.getStack().getPixels(slice), pixels(slice == 1 ? "faces" : "face"));
        }
    }

    @Test
    void directionsMoveTheFace(@TempDir Path folder) throws Exception {
        String file = folder.resolve("pca.safetensors").toString();
        assertNull(ImageJWindow.runMacro("run(\"Directions...\", \"method=pca samples=500 count=3 device=java out=[" + file + "]\");"));
        explore("face=3 directions=[" + file + "] strengths=1:2");
        new Recorder(false);
        ImagePlus snapshots = snapshot(1);
        String macro = macro();
        assertTrue(macro.startsWith("run(\"Edit Along Direction...\", "), macro);
        assertNull(ImageJWindow.runMacro(macro));
        assertArrayEquals((int[]) snapshots.getStack().getPixels(1), pixels("edit"));
        press("Reset");
        set("How far", 0.0);
        assertTrue(macro().startsWith("run(\"Generate Faces...\", "));
    }

    @Test
    void theFaceFollowsTheHandAndLayersAreViewed() throws Exception {
        explore("face=3");
        JComponent face = helped(JComponent.class, "Drag to walk between seeds; arrow");
        int[] before = paint(face);
        mouse(face, MouseEvent.MOUSE_PRESSED, 300, 300);
        mouse(face, MouseEvent.MOUSE_DRAGGED, 200, 300);
        mouse(face, MouseEvent.MOUSE_DRAGGED, 100, 340);
        JTextField field = helped(JTextField.class, "A seed, like 42");
        assertEquals("4,-0.2", field.getText());
        EventQueue.invokeAndWait(() -> face.getActionMap().get("shift DOWN").actionPerformed(null));
        assertEquals("4,-0.1", field.getText());
        ImageJWindow.await("another face", () -> Optional.of(paint(face)).filter(now -> !Arrays.equals(before, now)));

        JComboBox<?> layer = helped(JComboBox.class, "The face, or a layer");
        EventQueue.invokeAndWait(() -> layer.setSelectedItem("b8.conv1"));
        int[] map = ImageJWindow.await("a map in gray", () -> Optional.of(paint(face)).filter(ExploreWindowTest::isGray));
        set("Which of the layer's channels", 5);
        ImageJWindow.await("another channel", () -> Optional.of(paint(face)).filter(now -> !Arrays.equals(map, now)));

        go("no point");
        awaitStatus("face: \"no point\" is no");
    }

    private static void mouse(Component component, int id, int x, int y) throws Exception {
        EventQueue.invokeAndWait(() -> component.dispatchEvent(new MouseEvent(component, id, System.currentTimeMillis(),
                MouseEvent.BUTTON1_DOWN_MASK, x, y, 1, false, MouseEvent.BUTTON1)));
    }

    private static int[] paint(JComponent component) {
        BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.scale(64.0 / component.getWidth(), 64.0 / component.getHeight());
        component.paint(graphics);
        graphics.dispose();
        return picture.getRGB(0, 0, 64, 64, null, 0, 64);
    }

    /** Of the picture's middle; around it there may be the window's ground. */
    private static boolean isGray(int[] colours) {
        return Arrays.stream(colours, 64 * 28, 64 * 36).allMatch(rgb -> (rgb >> 16 & 0xff) == (rgb >> 8 & 0xff) || (rgb & 0xffffff) == 0x242629);
    }
}
