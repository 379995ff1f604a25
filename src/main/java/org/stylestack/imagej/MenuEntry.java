package org.stylestack.imagej;

import ij.IJ;
import ij.plugin.PlugIn;

/**
 * What ImageJ loads for an entry of its menus, as plugins.config has it:
 * {@code Plugins>StyleStack, "Generate Faces...", org.stylestack.imagej.MenuEntry("org.stylestack.command.GenerateFaces")}.
 * <p>
 * This class alone is compiled for Java 8, so that it can say what is wrong where Java is too old for all others.
 */
public final class MenuEntry implements PlugIn {

    private static final int NEEDED = 17;

    @Override
    public void run(String command) {
        if (isTooOld(System.getProperty("java.specification.version"))) {
            IJ.error("StyleStack", "StyleStack needs Java " + NEEDED + " or newer, but this ImageJ runs on Java "
                    + System.getProperty("java.version") + "\n(" + System.getProperty("java.home") + ").\n"
                    + "Take a newer Fiji from fiji.sc, which brings its Java,\n"
                    + "or install a newer Java and start ImageJ with it: java -jar ij.jar");
            return;
        }
        try {
            Class<?> plugIn = Class.forName("org.stylestack.imagej.CommandPlugIn");
            ((PlugIn) plugIn.getConstructor().newInstance()).run(command);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("StyleStack's jar is incomplete; install StyleStack anew", e);
        }
    }

    /** Whether a Java of this specification, {@code 1.8} or {@code 17}, cannot load StyleStack's classes. */
    static boolean isTooOld(String specification) {
        return Double.parseDouble(specification) < NEEDED;
    }
}
