package org.stylestack.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * All the tensors in a file: latents, directions and noise, which need not be a network. Beside the formats of
 * {@link Checkpoint} it may be NumPy's npy, whose tensor is named {@code array}, or npz.
 *
 * @param file    the file, as the user named it
 * @param format  the file's format, for people: {@code "NumPy npz"}
 * @param tensors by name; where the file nests them, the keys that lead to each are joined by dots
 */
public record TensorFile(Path file, String format, Map<String, Tensor> tensors) {

    /**
     * Reads a file; the format is found from the content. No code in the file is run.
     *
     * @throws CheckpointException if the file is of no known format, or is broken: one sentence says where
     * @throws IOException         if the file cannot be read
     */
    public static TensorFile open(Path file) throws IOException {
        return open(file, share -> {});
    }

    /**
     * Reads a file, and lets the reading be followed and stopped.
     *
     * @param progress as for {@link Checkpoint#open(Path, java.util.Optional, DoubleConsumer)}
     * @see #open(Path)
     */
    public static TensorFile open(Path file, DoubleConsumer progress) throws IOException {
        Contents contents = Contents.read(file, progress);
        return new TensorFile(file, contents.format(), contents.load(""));
    }
}
