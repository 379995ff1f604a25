package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.EventQueue;
import java.awt.Robot;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JTextArea;
import javax.swing.JToggleButton;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;
import org.stylestack.fixture.Fixtures;

/** The dialogs of all commands in the real window, and the macros that the recorder makes of them. */
@Tag("gui")
class DialogsWindowTest {

    private static final Pattern ENTRY = Pattern.compile("\"(.*)\", org.stylestack.imagej.MenuEntry\\(\"(org.stylestack.command.*)\"\\)");
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 1024;

    @BeforeEach
    void open() throws IOException {
        ImageJWindow.open();
    }

    @AfterEach
    void close() {
        Optional.ofNullable(Recorder.getInstance()).ifPresent(Recorder::close);
        ImageJWindow.closeImages();
        Prefs.set("stylestack.preview", true);
        Prefs.set("stylestack.more", false);
    }

    /** The menu's entries and their commands. */
    static Stream<Arguments> commands() throws IOException {
        try (InputStream config = DialogsWindowTest.class.getResourceAsStream("/plugins.config")) {
            List<String> lines = new String(config.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            return lines.stream().map(ENTRY::matcher).filter(Matcher::find).map(entry -> Arguments.of(entry.group(1), entry.group(2)));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void explainsEveryFieldAndFitsTheScreen(String label, String className) throws Exception {
        CommandDeclaration declaration = CommandDeclaration.of(CommandDeclaration.named(className));
        ImageJWindow.choose("Plugins", "StyleStack", label);
        JDialog dialog = ImageJWindow.dialog(label.replace("...", ""));
        for (CommandParameter parameter : declaration.parameters()) {
            JComponent field = (JComponent) ImageJWindow.field(dialog, parameter.label());
            assertTrue(field.getToolTipText().contains(parameter.key()), parameter.key());
            assertEquals(parameter.isRare(), !field.isShowing(), parameter.key() + ": rare ones are folded away");
        }
        picture(dialog, label, "");
        ImageJWindow.parts(dialog).filter(JToggleButton.class::isInstance).filter(part -> !(part instanceof JCheckBox))
                .map(JToggleButton.class::cast).forEach(fold -> ImageJWindow.onEvents(fold::doClick));
        assertTrue(declaration.parameters().stream().allMatch(parameter -> ImageJWindow.field(dialog, parameter.label()).isShowing()));
        assertTrue(dialog.getWidth() <= WIDTH && dialog.getHeight() <= HEIGHT, label + " takes " + dialog.getSize());
        picture(dialog, label, " more");
        ImageJWindow.press(dialog, "Cancel");
        ImageJWindow.awaitEnd(label);
    }

    /** To be looked at: target/dialogs. */
    private static void picture(JDialog dialog, String label, String more) throws Exception {
        IJ.wait(300);
        File file = new File("target/dialogs", label.replace("...", "") + more + ".png");
        file.getParentFile().mkdirs();
        ImageIO.write(new Robot().createScreenCapture(dialog.getBounds()), "png", file);
    }

    @Test
    void previewsTheFirstFaceUntilItIsSwitchedOff() {
        ImageJWindow.choose("Plugins", "StyleStack", "Generate Faces...");
        JDialog dialog = ImageJWindow.dialog("Generate Faces");
        ImageJWindow.type(dialog, "Device", "java");
        awaitLabel(dialog, "s on java");
        ImageJWindow.type(dialog, "Seeds", "7-3");
        awaitLabel(dialog, "runs backwards");
        ImageJWindow.type(dialog, "Truncation psi", "low");
        awaitLabel(dialog, "psi: \"low\" is not allowed");
        ImageJWindow.type(dialog, "Truncation psi", "0.5");
        ImageJWindow.type(dialog, "Seeds", "9");
        awaitLabel(dialog, "s on java");
        ImageJWindow.press(dialog, "Preview of the first picture");
        ImageJWindow.await("the end of the preview",
                () -> labels(dialog).noneMatch(text -> text.contains(" on ")) ? Optional.of(true) : Optional.empty());
        ImageJWindow.type(dialog, "Truncation psi", "0.7");
        ImageJWindow.press(dialog, "Cancel");
        ImageJWindow.awaitEnd("Generate Faces...");
        assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("stylestack-preview")));
    }

    private static void awaitLabel(JDialog dialog, String part) {
        ImageJWindow.await(part, () -> labels(dialog).filter(text -> text.contains(part)).findFirst());
    }

    private static Stream<String> labels(JDialog dialog) {
        return ImageJWindow.parts(dialog).flatMap(part -> part instanceof JLabel label ? Stream.of(label.getText())
                : part instanceof JTextArea text ? Stream.of(text.getText()) : Stream.empty());
    }

    @Test
    void theModelUsedLastIsOfferedButNotToMacros() {
        String model = Fixtures.model("canon32.safetensors").toAbsolutePath().toString();
        run("Latent Walk...", Map.of("Model", model, "Frames", "2"));
        ImageJWindow.closeImages();
        // A file that is none is in the dialog that opens again, and in no later one.
        String none = Path.of("pom.xml").toAbsolutePath().toString();
        ImageJWindow.press(typed("Generate Faces...", Map.of("Model", none)), "OK");
        assertTrue(ImageJWindow.message("Generate Faces...").startsWith(none + ": this is no file of weights"));
        JDialog again = ImageJWindow.dialog("Generate Faces");
        assertEquals(none, ImageJWindow.text(again, "Model"));
        ImageJWindow.press(again, "Cancel");
        ImageJWindow.awaitEnd("Generate Faces...");
        ImageJWindow.choose("Plugins", "StyleStack", "Generate Faces...");
        JDialog dialog = ImageJWindow.dialog("Generate Faces");
        assertEquals(model, ImageJWindow.text(dialog, "Model"));
        JComboBox<?> box = (JComboBox<?>) ImageJWindow.field(dialog, "Model");
        List<String> offered = IntStream.range(0, box.getItemCount()).mapToObj(k -> box.getItemAt(k).toString()).toList();
        assertTrue(offered.containsAll(List.of("portraits-64", model)), offered.toString());
        ImageJWindow.press(dialog, "Cancel");
        ImageJWindow.awaitEnd("Generate Faces...");
        assertNull(ImageJWindow.runMacro("run(\"Generate Faces...\", \"seeds=1 outputs=faces device=java\");"));
        assertEquals(64, WindowManager.getImage("faces").getWidth());
        ImageJWindow.closeImages();
        run("Latent Walk...", Map.of("Model", "portraits-64", "Frames", "2"));
    }

    static List<Arguments> recorded() {
        return List.of(
                Arguments.of("Generate Faces...", Map.of("Seeds", "3, 5", "Mix with seeds", "9", "Truncation psi", "0.6")),
                Arguments.of("Style Mixing...", Map.of("Row seeds", "1-2", "Column seeds", "8", "Layers from columns", "0-3")),
                Arguments.of("Latent Walk...", Map.of("Seeds", "5-6", "Frames", "3", "Truncation psi", "0.5")),
                Arguments.of("Inspect Layers...", Map.of("Seeds", "4", "Layers", "b8.*, b16 conv1", "Channels of most variance", "2")));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void theRecordedMacroMakesTheSamePixels(String label, Map<String, String> typed) {
        new Recorder(false);
        run(label, typed);
        Map<String, List<Object>> shown = pixels();
        assertFalse(shown.isEmpty());
        String macro = Recorder.getInstance().getText().lines().filter(line -> line.contains(label)).findFirst().orElseThrow();
        ImageJWindow.closeImages();
        assertNull(ImageJWindow.runMacro(macro));
        assertSame(shown, pixels());
    }

    @Test
    void theRecordedMacroEditsAlongTheSameDirection(@TempDir Path folder) {
        String file = folder.resolve("sefa.safetensors").toString();
        assertNull(ImageJWindow.runMacro("run(\"Directions...\", \"out=[" + file + "] device=java\");"));
        theRecordedMacroMakesTheSamePixels("Edit Along Direction...", Map.of("Seeds", "2", "Directions", file, "Strength", "-2,2"));
    }

    /** As from a button of somebody's script, which calls in the thread of events. */
    @Test
    void nothingIsComputedInTheThreadOfEvents() {
        ImageJWindow.onEvents(() -> IJ.runPlugIn("org.stylestack.imagej.CommandPlugIn", "org.stylestack.command.GenerateFaces"));
        JDialog dialog = ImageJWindow.dialog("Generate Faces");
        ImageJWindow.type(dialog, "Seeds", "0-4999");
        ImageJWindow.type(dialog, "Device", "java");
        ImageJWindow.press(dialog, "OK");
        JDialog progress = ImageJWindow.dialog("Progress of Generate Faces");
        awaitLabel(progress, "of 5000");
        ImageJWindow.onEvents(() -> assertTrue(EventQueue.isDispatchThread()));
        ImageJWindow.press(progress, "Cancel");
        ImageJWindow.awaitEnd("Generate Faces...");
        assertEquals(List.of(), ImageJWindow.titles());
        assertNull(Recorder.getInstance());
    }

    @Test
    void twoCommandsRunBesideEachOtherAndAreRecordedBoth() {
        run("Latent Walk...", Map.of("Frames", "40"));
        run("Generate Faces...", Map.of("Seeds", "0-39"));
        Map<String, List<Object>> expected = pixels();
        ImageJWindow.closeImages();
        new Recorder(false);
        JDialog walk = typed("Latent Walk...", Map.of("Frames", "40"));
        JDialog faces = typed("Generate Faces...", Map.of("Seeds", "0-39"));
        ImageJWindow.press(walk, "OK");
        ImageJWindow.press(faces, "OK");
        ImageJWindow.awaitEnd("Latent Walk...");
        ImageJWindow.awaitEnd("Generate Faces...");
        assertSame(expected, pixels());
        List<String> lines = Recorder.getInstance().getText().lines().filter(line -> line.contains("...")).sorted().toList();
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("run(\"Generate Faces...\", \"seeds=0-39 "), lines.toString());
        assertTrue(lines.get(1).startsWith("run(\"Latent Walk...\", \"seeds=0-7 "), lines.toString());
    }

    private static JDialog typed(String label, Map<String, String> typed) {
        ImageJWindow.choose("Plugins", "StyleStack", label);
        JDialog dialog = ImageJWindow.dialog(label.replace("...", ""));
        typed.forEach((field, text) -> ImageJWindow.type(dialog, field, text));
        ImageJWindow.type(dialog, "Device", "java");
        return dialog;
    }

    private static void run(String label, Map<String, String> typed) {
        ImageJWindow.press(typed(label, typed), "OK");
        ImageJWindow.awaitEnd(label);
    }

    private static Map<String, List<Object>> pixels() {
        Map<String, List<Object>> all = new TreeMap<>();
        for (String title : ImageJWindow.titles()) {
            ImagePlus image = WindowManager.getImage(title);
            assertNotNull(image, title);
            all.put(title, IntStream.rangeClosed(1, image.getStackSize()).mapToObj(k -> image.getStack().getPixels(k)).toList());
        }
        return all;
    }

    private static void assertSame(Map<String, List<Object>> expected, Map<String, List<Object>> actual) {
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((title, slices) -> assertArrayEquals(slices.toArray(), actual.get(title).toArray(), title));
    }
}
