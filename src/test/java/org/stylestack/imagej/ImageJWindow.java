package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import ij.IJ;
import ij.ImageJ;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.gui.MultiLineLabel;
import ij.macro.Interpreter;
import java.awt.Button;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Label;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.Panel;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The real ImageJ window, laid out as users have it: its plugins folder holds a jar with StyleStack's plugins.config. One window
 * serves all tests of a JVM. {@code -Dwithout=gui} leaves out the tests that need it.
 */
final class ImageJWindow {

    private static final long PATIENCE_MS = 60_000;

    private ImageJWindow() {}

    static ImageJ open() throws IOException {
        assertFalse(GraphicsEnvironment.isHeadless(), "ImageJ's window needs a display: run under xvfb-run, or with -Dwithout=gui");
        if (IJ.getInstance() == null) {
            layOut(Path.of(System.getProperty("plugins.dir"), "plugins"));
            new ImageJ();
        }
        return IJ.getInstance();
    }

    private static void layOut(Path plugins) throws IOException {
        Files.createDirectories(plugins);
        try (OutputStream file = Files.newOutputStream(plugins.resolve("StyleStack_.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry("plugins.config"));
            try (InputStream config = Objects.requireNonNull(ImageJWindow.class.getResourceAsStream("/plugins.config"))) {
                config.transferTo(jar);
            }
        }
    }

    /** Chooses an entry of the menu bar, as a click does. */
    static void choose(String... path) {
        Menu menu = null;
        for (int k = 0; k < Menus.getMenuBar().getMenuCount(); k++) {
            if (Menus.getMenuBar().getMenu(k).getLabel().equals(path[0])) {
                menu = Menus.getMenuBar().getMenu(k);
            }
        }
        MenuItem item = menu;
        for (String label : Arrays.copyOfRange(path, 1, path.length)) {
            item = entry((Menu) item, label);
        }
        MenuItem chosen = item;
        EventQueue.invokeLater(() -> IJ.getInstance().actionPerformed(
                new ActionEvent(chosen, ActionEvent.ACTION_PERFORMED, chosen.getActionCommand())));
    }

    private static MenuItem entry(Menu menu, String label) {
        for (int k = 0; k < menu.getItemCount(); k++) {
            if (menu.getItem(k).getLabel().equals(label)) {
                return menu.getItem(k);
            }
        }
        return fail("the menu " + menu.getLabel() + " has no entry " + label);
    }

    static GenericDialog dialog(String title) {
        return (GenericDialog) await("the dialog " + title, () -> window(GenericDialog.class, title));
    }

    static void type(GenericDialog dialog, String label, String text) {
        ((TextField) field(dialog, label)).setText(text);
    }

    static String text(GenericDialog dialog, String label) {
        return ((TextField) field(dialog, label)).getText();
    }

    static void select(GenericDialog dialog, String label, String item) {
        ((Choice) field(dialog, label)).select(item);
    }

    private static Component field(GenericDialog dialog, String label) {
        List<Component> components = List.of(dialog.getComponents());
        for (int k = 0; k < components.size(); k++) {
            if (components.get(k) instanceof Label text && text.getText().equals(label)
                    && !(components.get(k + 1) instanceof Label)) {
                Component field = components.get(k + 1);
                return field instanceof Panel panel ? panel.getComponent(0) : field;
            }
        }
        return fail("the dialog has no field " + label);
    }

    /** Closes a message of ImageJ's and returns its text. */
    static String message(String title) {
        Dialog message = (Dialog) await("the message " + title, () -> window(MessageDialog.class, title));
        try {
            Field label = MessageDialog.class.getDeclaredField("label");
            Field lines = MultiLineLabel.class.getDeclaredField("lines");
            label.setAccessible(true);
            lines.setAccessible(true);
            return String.join(" ", (String[]) lines.get(label.get(message)));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        } finally {
            press(message, "OK");
        }
    }

    private static Optional<Window> window(Class<? extends Dialog> type, String title) {
        return Arrays.stream(Window.getWindows())
                .filter(window -> type.isInstance(window) && window.isShowing() && ((Dialog) window).getTitle().equals(title)).findFirst();
    }

    static void press(Container container, String label) {
        Button button = buttons(container).filter(candidate -> candidate.getLabel().strip().equals(label)).findFirst().orElseThrow();
        EventQueue.invokeLater(() -> button.dispatchEvent(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, button.getActionCommand())));
    }

    private static Stream<Button> buttons(Container container) {
        return Arrays.stream(container.getComponents()).flatMap(component -> component instanceof Button button
                ? Stream.of(button) : component instanceof Container inner ? buttons(inner) : Stream.empty());
    }

    /** Waits until something is there. */
    static <T> T await(String what, Supplier<Optional<T>> found) {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        while (System.currentTimeMillis() < end) {
            Optional<T> value = found.get();
            if (value.isPresent()) {
                return value.get();
            }
            IJ.wait(20);
        }
        return fail(what + " did not come");
    }

    /** Waits until no thread has this name; ImageJ names a command's thread after the command. */
    static void awaitEnd(String name) {
        await("the end of " + name, () -> Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name)) ? Optional.empty() : Optional.of(true));
    }

    /** Runs a macro as ImageJ does, in a thread of its own, and returns the error that ends it. */
    static String runMacro(String macro) {
        Interpreter interpreter = new Interpreter();
        interpreter.setIgnoreErrors(true);
        Thread thread = new Thread(() -> interpreter.run(macro), "Run$_test");
        thread.start();
        awaitEnd(thread.getName());
        return interpreter.getErrorMessage();
    }

    static List<String> titles() {
        return Arrays.stream(WindowManager.getImageTitles()).sorted().toList();
    }

    static void closeImages() {
        for (int id : Optional.ofNullable(WindowManager.getIDList()).orElse(new int[0])) {
            WindowManager.getImage(id).changes = false;
            WindowManager.getImage(id).close();
        }
    }
}
