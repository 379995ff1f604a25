package org.stylestack.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.stylestack.checkpoint.Checkpoint;

/** Finds the model that a user names. */
public final class Models {

    /** The name of the model that comes with StyleStack. */
    public static final String SAMPLE = "portraits-64";

    private static final String SAMPLE_FILE = "portraits-64.safetensors";

    private Models() {}

    /**
     * Reads a checkpoint.
     *
     * @param name      a file, or empty or {@value #SAMPLE} for the model that comes with StyleStack
     * @param generator which of the file's generators; empty for the moving average
     */
    public static Checkpoint open(String name, String generator) throws IOException {
        return open(name, generator, share -> {});
    }

    /**
     * Reads a checkpoint, and lets it be followed and stopped.
     *
     * @param progress as for {@link Checkpoint#open(Path, Optional, DoubleConsumer)}
     * @see #open(String, String)
     */
    static Checkpoint open(String name, String generator, DoubleConsumer progress) throws IOException {
        Optional<String> wanted = Optional.of(generator.strip()).filter(text -> !text.isEmpty());
        if (!isSample(name)) {
            return Checkpoint.open(Path.of(name.strip()), wanted, progress);
        }
        Optional<Path> installed = installedSample();
        if (installed.isPresent()) {
            return openSample(installed.get(), wanted);
        }
        // Checkpoints are mapped from files, and this one is an entry of the jar.
        Path file = Files.createTempDirectory("stylestack").resolve(SAMPLE_FILE);
        try {
            unpack(file);
            return openSample(file, wanted);
        } finally {
            delete(file);
        }
    }

    /** The same name wherever the file lies. */
    private static Checkpoint openSample(Path file, Optional<String> generator) throws IOException {
        Checkpoint mapped = Checkpoint.open(file, generator, share -> {});
        return new Checkpoint(Path.of(SAMPLE_FILE), mapped.format(), mapped.generator(), mapped.generators(), mapped.tensors(),
                mapped.settings());
    }

    private static void unpack(Path file) throws IOException {
        try (InputStream sample = sample()) {
            Files.copy(sample, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException("model: " + SAMPLE + " could not be unpacked into " + file.getParent() + " (" + e.getMessage()
                    + "); make room there, or give another model's file", e);
        }
    }

    /** Deletes a file and its folder, now or, where the system lets no mapped file go, when Java ends. */
    private static void delete(Path file) {
        try {
            Files.delete(file);
            Files.delete(file.getParent());
        } catch (IOException mapped) {
            // What is registered last is deleted first.
            file.getParent().toFile().deleteOnExit();
            file.toFile().deleteOnExit();
        }
    }

    /**
     * The SHA-256 of a model's file, in hexadecimal digits.
     *
     * @param name as for {@link #open}
     */
    public static String sha256(String name) throws IOException {
        try (InputStream file = isSample(name) ? sample() : Files.newInputStream(Path.of(name.strip()))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] bytes = new byte[1 << 16];
            for (int count = file.read(bytes); count >= 0; count = file.read(bytes)) {
                digest.update(bytes, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    static boolean isSample(String name) {
        return name.isBlank() || name.strip().equals(SAMPLE);
    }

    /**
     * The folder {@code models} of the ImageJ or Fiji in whose {@code plugins} StyleStack's jar lies.
     *
     * @return empty if the jar lies elsewhere; the folder need not be there
     */
    public static Optional<Path> folder() {
        CodeSource source = Models.class.getProtectionDomain().getCodeSource();
        try {
            Path path = source == null ? null : Path.of(source.getLocation().toURI());
            while (path != null && !path.endsWith("plugins")) {
                path = path.getParent();
            }
            return Optional.ofNullable(path).map(plugins -> plugins.resolveSibling("models"));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> installedSample() {
        return folder().map(models -> models.resolve(SAMPLE_FILE)).filter(Files::isRegularFile);
    }

    private static InputStream sample() throws IOException {
        Optional<Path> installed = installedSample();
        InputStream sample = installed.isPresent() ? Files.newInputStream(installed.get())
                : Models.class.getResourceAsStream("/" + SAMPLE_FILE);
        if (sample == null) {
            throw new IOException("the model " + SAMPLE + " is missing: " + SAMPLE_FILE + " belongs into "
                    + folder().map(Path::toString).orElse("StyleStack's jar") + "; unpack StyleStack's zip anew");
        }
        return sample;
    }
}
