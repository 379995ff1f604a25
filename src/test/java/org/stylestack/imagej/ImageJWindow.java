package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import ij.IJ;
import ij.ImageJ;
import ij.Menus;
import ij.WindowManager;
import ij.gui.MessageDialog;
import ij.gui.MultiLineLabel;
import ij.macro.Interpreter;
import ij.text.TextWindow;
import java.awt.Button;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
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
import javax.swing.AbstractButton;
import javax.swing.JComboBox;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JTextField;

/**
 * The real ImageJ window, laid out as users have it: its plugins folder holds a jar with StyleStack's plugins.config. One window
 * serves all tests of a JVM. {@code -Dwithout=gui} leaves out the tests that need it.
 */
public final class ImageJWindow {

    private static final long PATIENCE_MS = 20_000;

    private ImageJWindow() {}

    public static ImageJ open() throws IOException {
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

    static JDialog dialog(String title) {
        return (JDialog) await("the dialog " + title, () -> window(JDialog.class, title));
    }

    static void type(JDialog dialog, String label, String text) {
        onEvents(() -> textField(dialog, label).setText(text));
    }

    static String text(JDialog dialog, String label) {
        return textField(dialog, label).getText();
    }

    static void select(JDialog dialog, String label, String item) {
        onEvents(() -> ((JComboBox<?>) field(dialog, label)).setSelectedItem(item));
    }

    private static JTextField textField(JDialog dialog, String label) {
        Component field = field(dialog, label);
        return (JTextField) (field instanceof JComboBox<?> box ? box.getEditor().getEditorComponent() : field);
    }

    static Component field(JDialog dialog, String label) {
        return parts(dialog).filter(part -> part instanceof JLabel text && text.getText().equals(label))
                .map(text -> ((JLabel) text).getLabelFor()).findFirst()
                .orElseGet(() -> fail("the dialog has no field " + label));
    }

    /** A container's components, and theirs. */
    static Stream<Component> parts(Container container) {
        return Arrays.stream(container.getComponents()).flatMap(component -> component instanceof Container inner
                ? Stream.concat(Stream.of(component), parts(inner)) : Stream.of(component));
    }

    static void onEvents(Runnable work) {
        try {
            EventQueue.invokeAndWait(work);
        } catch (InterruptedException | InvocationTargetException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes a message of ImageJ's and returns its text. */
    static String message(String title) {
        Dialog message = (Dialog) await("the message " + title, () -> window(MessageDialog.class, title).filter(shown -> isAwaited()));
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

    /**
     * Whether a thread waits for a message's end. AWT shows a dialog before it waits for it, and whoever closes it in between is not
     * noticed: the thread waits for ever.
     */
    private static boolean isAwaited() {
        return Thread.getAllStackTraces().values().stream().anyMatch(stack -> has(stack, MessageDialog.class.getName())
                && has(stack, "java.awt.WaitDispatchSupport") && stack[0].getClassName().equals("java.lang.Object"));
    }

    private static boolean has(StackTraceElement[] stack, String className) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(className));
    }

    private static Optional<Window> window(Class<? extends Dialog> type, String title) {
        return Arrays.stream(Window.getWindows())
                .filter(window -> type.isInstance(window) && window.isShowing() && ((Dialog) window).getTitle().equals(title)).findFirst();
    }

    static void press(Container container, String label) {
        Component button = parts(container).filter(part -> label.equals(labelOf(part))).findFirst().orElseThrow();
        EventQueue.invokeLater(() -> {
            if (button instanceof AbstractButton modern) {
                modern.doClick();
            } else {
                button.dispatchEvent(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, ((Button) button).getActionCommand()));
            }
        });
    }

    private static String labelOf(Component part) {
        return part instanceof AbstractButton modern ? modern.getText() : part instanceof Button button ? button.getLabel().strip() : null;
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
    public static String runMacro(String macro) {
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

    /** Closes images, tables and Explore's windows, but not ImageJ's own. */
    public static void closeAll() {
        closeImages();
        for (Window window : WindowManager.getAllNonImageWindows()) {
            if (window instanceof TextWindow text) {
                onEvents(() -> text.close(false));
            } else {
                onEvents(() -> window.dispatchEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSING)));
            }
        }
    }

    static void closeImages() {
        for (int id : Optional.ofNullable(WindowManager.getIDList()).orElse(new int[0])) {
            WindowManager.getImage(id).changes = false;
            WindowManager.getImage(id).close();
        }
    }
}
