package org.stylestack.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
     * @param name a file, or empty or {@value #SAMPLE} for the model that comes with StyleStack
     */
    public static Checkpoint open(String name) throws IOException {
        if (!name.isBlank() && !name.strip().equals(SAMPLE)) {
            return Checkpoint.open(Path.of(name.strip()));
        }
        // Checkpoints are mapped from files, and this one is an entry of the jar.
        Path file = Files.createTempDirectory("stylestack").resolve(SAMPLE_FILE);
        try (InputStream sample = Models.class.getResourceAsStream("/" + SAMPLE_FILE)) {
            if (sample == null) {
                throw new IOException("the model " + SAMPLE + " is missing from StyleStack's own jar; install StyleStack anew");
            }
            Files.copy(sample, file, StandardCopyOption.REPLACE_EXISTING);
            Checkpoint mapped = Checkpoint.open(file);
            return new Checkpoint(Path.of(SAMPLE_FILE), mapped.format(), mapped.tensors(), mapped.settings());
        } finally {
            file.toFile().deleteOnExit();
            file.getParent().toFile().deleteOnExit();
        }
    }
}
