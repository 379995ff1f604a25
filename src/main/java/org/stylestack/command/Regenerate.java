package org.stylestack.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.io.FileInfo;
import ij.io.TiffDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.scijava.command.Command;
import org.scijava.plugin.DefaultPluginFinder;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginIndex;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.synthesis.Progress;

/**
 * Makes a picture again from the recipe that it carries, to the bit where the device and StyleStack's version are the same.
 *
 * <pre>{@code
 * run("Regenerate...", "picture=/path/to/faces.tif");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Regenerate...", headless = true, visible = false,
        description = "Makes a picture of StyleStack's again, and all that its command made besides, from the recipe in it.")
public final class Regenerate extends StackCommand {

    @Parameter(label = "Picture", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = "the active window"),
            description = "A TIFF that StyleStack made, or ImageJ saved of its windows. Of a stack whose slices have a recipe each, as snapshots"
                    + " have, the active window's current slice is made again.")
    private String picture = "";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Provenance made = Provenance.parse(info());
        // The first pictures do not name their command, which was the only one.
        CommandDeclaration declaration = declaration(made.entries().getOrDefault(CommandDeclaration.COMMAND, "Generate Faces..."));
        for (String key : made.entries().keySet()) {
            if (key.endsWith(Generation.SHA256)) {
                requireFile(made, key.substring(0, key.length() - Generation.SHA256.length()));
            }
        }
        Provenance again = command(declaration, made).compute(results, log, progress);
        for (String key : new String[] {Generation.DEVICE, Generation.VERSION}) {
            String before = made.entries().get(key);
            String now = again.entries().get(key);
            if (!now.equals(before)) {
                log.warn(name() + " was made with " + key + "=" + before + ", but now it is " + now
                        + "; numbers may differ in their last bits");
            }
        }
        return again;
    }

    private String name() {
        return picture.isBlank() ? "the active window" : picture.strip();
    }

    private String info() throws IOException {
        String info;
        if (picture.isBlank()) {
            ImagePlus window = WindowManager.getCurrentImage();
            require(window != null, "no window is open; give a file, or choose a window first");
            String slice = window.getStack().getSliceLabel(window.getCurrentSlice());
            info = isRecipe(slice) ? slice : window.getInfoProperty();
        } else {
            info = infoOf(Path.of(picture.strip()).toAbsolutePath());
        }
        require(isRecipe(info), name()
                + " carries no recipe of StyleStack; give a TIFF that StyleStack made, or ImageJ saved of its windows");
        return info;
    }

    private static String infoOf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        FileInfo[] images = new TiffDecoder(file.getParent() + "/", file.getFileName().toString()).getTiffInfo();
        if (images == null) {
            return null;
        }
        String[] slices = Objects.requireNonNullElse(images[0].sliceLabels, new String[0]);
        require(slices.length < 2 || !isRecipe(slices[0]), "each slice of " + file
                + " carries a recipe of its own; open it, choose a slice, and leave picture empty");
        return slices.length == 1 && isRecipe(slices[0]) ? slices[0] : images[0].info;
    }

    private static boolean isRecipe(String info) {
        return info != null && info.contains(Generation.HASH + "=");
    }

    private static StackCommand command(CommandDeclaration declaration, Provenance made) {
        Map<String, String> values = new LinkedHashMap<>(made.entries());
        values.keySet().removeAll(List.of(CommandDeclaration.COMMAND, Generation.DEVICE, Generation.VERSION));
        values.keySet().removeIf(key -> key.endsWith(Generation.SHA256));
        return declaration.create(values);
    }

    private CommandDeclaration declaration(String label) {
        ClassLoader loader = getClass().getClassLoader();
        PluginIndex commands = new PluginIndex(new DefaultPluginFinder(loader));
        commands.discover();
        String path = "Plugins>StyleStack>" + label;
        return commands.getPlugins(Command.class).stream()
                .filter(command -> command.getAnnotation().menuPath().equals(path)).findFirst()
                .map(command -> CommandDeclaration.of(CommandDeclaration.named(command.getClassName())))
                .orElseThrow(() -> new IllegalArgumentException("picture: " + name() + " was made by the command " + label
                        + ", which this StyleStack has not; install the one that made it, " + Version.text() + " is running"));
    }

    /** Refuses to go on where the file that a parameter names is not what it was. */
    private void requireFile(Provenance made, String key) throws IOException {
        String file = made.entries().getOrDefault(key, "");
        String hash;
        try {
            hash = Models.sha256(file);
        } catch (NoSuchFileException e) {
            throw new IOException(key + ": " + file + ", of which " + name() + " was made, is not there; put it back in its place", e);
        }
        String expected = made.entries().get(key + Generation.SHA256);
        if (!hash.equals(expected)) {
            throw new IOException(key + ": " + (file.isEmpty() ? Models.SAMPLE : file) + " is not the file of which " + name()
                    + " was made: its SHA-256 is " + hash + ", but " + expected + " was expected; put that one in its place");
        }
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("picture: " + problem);
        }
    }
}
