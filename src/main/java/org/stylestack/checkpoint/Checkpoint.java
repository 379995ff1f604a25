package org.stylestack.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a file of weights holds: tensors by name, and what the file says of itself.
 *
 * <pre>{@code
 * Checkpoint checkpoint = Checkpoint.open(Path.of("portraits-64.safetensors"));
 * float[] mean = checkpoint.tensors().get("latent_avg").floats();
 * }</pre>
 *
 * @param file     the file, as the user named it
 * @param format   the file's format, for people: {@code "safetensors"}
 * @param tensors  the tensors under the file's own names, in the file's order; views of the mapped file
 * @param settings what the file says of the network, as text: the {@code __metadata__} of safetensors
 */
public record Checkpoint(Path file, String format, Map<String, Tensor> tensors, Map<String, String> settings) {

    /**
     * Reads a file; the format is found from the content. No code in the file is run.
     *
     * @throws CheckpointException if the file is not a checkpoint, or is broken: one sentence says where
     * @throws IOException         if the file cannot be read
     */
    public static Checkpoint open(Path file) throws IOException {
        return SafetensorsReader.read(file);
    }
}
