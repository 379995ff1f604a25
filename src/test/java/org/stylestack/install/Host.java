package org.stylestack.install;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.awt.Dialog;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An ImageJ in a process of its own, with nothing of StyleStack's on its class path but this class: starts it, and tells in lines
 * what it has in its menus and how each macro of a list ends.
 */
public final class Host {

    private static final long PATIENCE_MS = 120_000;

    private Host() {}

    /**
     * Takes a file with a macro in each line, after a word: {@code plain}, {@code fiji} for an ImageJ that is patched as Fiji
     * patches it, or {@code old} for one that believes that it runs on Java 8.
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("fiji")) {
            patch();
        } else if (arguments[0].equals("old")) {
            System.setProperty("java.specification.version", "1.8");
        }
        Started.run(Files.readAllLines(Path.of(arguments[1])));
        System.exit(0);
    }

    /** What imagej-legacy does at first, before a class of ImageJ is loaded. */
    private static void patch() throws ReflectiveOperationException {
        Class<?> type = Class.forName("net.imagej.patcher.LegacyEnvironment");
        Object environment = type.getConstructor(ClassLoader.class, boolean.class).newInstance(Host.class.getClassLoader(), false);
        for (String step : List.of("disableInitializer", "noPluginClassLoader", "suppressIJ1ScriptDiscovery", "applyPatches")) {
            type.getMethod(step).invoke(environment);
        }
    }

    /** Apart, so that no class of ImageJ is loaded before it is patched. */
    private static final class Started {

        static void run(List<String> macros) throws Exception {
            ImageJ.main(new String[0]);
            for (int k = 0; k < Menus.getMenuBar().getMenuCount(); k++) {
                entries(Menus.getMenuBar().getMenu(k).getLabel() + ">", Menus.getMenuBar().getMenu(k));
            }
            for (String macro : macros) {
                System.out.println("ran\t" + macro + "\t" + error(macro) + "\t" + String.join(", ", images()));
                WindowManager.closeAllWindows();
            }
            System.out.println("log\t" + String.valueOf(IJ.getLog()).replace('\n', '\t'));
            System.out.println("jocl\t" + IJ.getClassLoader().loadClass("org.jocl.CL").getProtectionDomain().getCodeSource().getLocation());
        }

        private static void entries(String path, Menu menu) {
            for (int k = 0; k < menu.getItemCount(); k++) {
                MenuItem item = menu.getItem(k);
                if (item instanceof Menu) {
                    entries(path + item.getLabel() + ">", (Menu) item);
                } else {
                    System.out.println("entry\t" + path + item.getLabel() + "\t" + Menus.getCommands().get(item.getLabel()));
                }
            }
        }

        /** Runs a macro as ImageJ does; the message that ends it, or {@code done}. */
        private static String error(String macro) throws InterruptedException {
            Interpreter interpreter = new Interpreter();
            interpreter.setIgnoreErrors(true);
            Thread thread = new Thread(() -> interpreter.run(macro), "Run$_macro");
            thread.start();
            thread.join(PATIENCE_MS);
            if (thread.isAlive()) {
                return "it still runs, with the windows " + Arrays.stream(Window.getWindows()).filter(Window::isShowing)
                        .map(window -> window instanceof Dialog ? ((Dialog) window).getTitle() : window.getName()).collect(Collectors.toList());
            }
            String message = interpreter.getErrorMessage();
            return message == null ? "done" : message.replace('\n', ' ');
        }

        private static List<String> images() {
            List<String> images = new ArrayList<>();
            int[] ids = WindowManager.getIDList();
            for (int id : ids == null ? new int[0] : ids) {
                ImagePlus image = WindowManager.getImage(id);
                images.add(image.getTitle() + " " + image.getWidth() + "x" + image.getHeight() + "x" + image.getStackSize());
                image.changes = false;
            }
            Collections.sort(images);
            return images;
        }
    }
}
