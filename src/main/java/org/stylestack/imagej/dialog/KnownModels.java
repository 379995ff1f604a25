package org.stylestack.imagej.dialog;

import ij.IJ;
import ij.Prefs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.stylestack.command.Models;

/**
 * The models that a dialog offers: the one that comes with StyleStack, those used last, and the files in the folder
 * {@code models} of ImageJ or Fiji and in {@code models/StyleStack}. What was used last is for dialogs alone: macros name
 * their model, or take the one that comes with StyleStack.
 */
final class KnownModels {

    private static final String USED = "stylestack.models";
    private static final int REMEMBERED = 8;
    private static final Set<String> ENDINGS = Set.of("pkl", "pt", "pth", "pdparams", "safetensors");

    private KnownModels() {}

    /** Their files, or {@link Models#SAMPLE}, without repetition. */
    static List<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of(Models.SAMPLE));
        names.addAll(used());
        String imagej = IJ.getDirectory("imagej");
        if (imagej != null) {
            names.addAll(files(Path.of(imagej, "models")));
            names.addAll(files(Path.of(imagej, "models", "StyleStack")));
        }
        return List.copyOf(names);
    }

    private static List<String> used() {
        return Prefs.get(USED, "").lines().filter(file -> Files.isRegularFile(Path.of(file))).toList();
    }

    private static List<String> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> ENDINGS.contains(ending(file)) && Files.isRegularFile(file))
                    .filter(file -> !file.getFileName().toString().startsWith(Models.SAMPLE + ".")).map(Path::toString).sorted().toList();
        } catch (IOException absent) {
            return List.of();
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The model that a dialog shows first: the one used last, if it is still there; empty for the one of StyleStack. */
    static String last() {
        String last = Prefs.get(USED, "").lines().findFirst().orElse("");
        return used().contains(last) ? last : "";
    }

    /** Remembers a model as the one used last; empty for the one of StyleStack. */
    static void use(String model) {
        Stream<String> before = Prefs.get(USED, "").lines().filter(file -> !file.isEmpty() && !file.equals(model.strip()));
        Prefs.set(USED, String.join("\n", Stream.concat(Stream.of(model.strip()), before).limit(REMEMBERED).toList()));
    }

    /** A model's name and size: {@code "faces.pkl, 364 MB"}. */
    static String title(String model) {
        if (model.equals(Models.SAMPLE)) {
            return Models.SAMPLE + ", comes with StyleStack";
        }
        Path file = Path.of(model);
        try {
            return "%s, %,.1f MB".formatted(Objects.toString(file.getFileName()), Files.size(file) / 1e6);
        } catch (IOException e) {
            return file.getFileName() + ", not there";
        }
    }
}
