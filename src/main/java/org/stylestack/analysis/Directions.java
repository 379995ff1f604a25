package org.stylestack.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.SafetensorsWriter;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.checkpoint.TensorFile;

/**
 * Directions in w along which faces change: SeFa's, principal components, or any that a file gives.
 *
 * @param vectors [K, w size]
 * @param about   what is known of them, by name: {@value #STDEV} [K] along each, {@code mean} [w size], {@code explained} [K]
 *                (shares of the whole variance), {@code singular_values} [K]
 */
public record Directions(Tensor vectors, Map<String, Tensor> about) {

    static final String STDEV = "stdev";

    private static final String VECTORS = "directions";

    /** What rosinality's closed_form_factorization.py saves: [w size, K], a column a direction. */
    private static final String COLUMNS = "eigvec";

    /** Number of directions. */
    public int count() {
        return vectors.size(0);
    }

    /**
     * How far strength 1 goes, [w size]: one standard deviation along the direction where that is known, as it is of principal
     * components; else the direction's own length, which is 1 for SeFa.
     *
     * @param component which direction, from 0
     * @throws IllegalArgumentException if there is no such direction
     */
    public float[] step(int component) {
        if (component < 0 || component >= count()) {
            throw new IllegalArgumentException("component: " + component + " is none of the " + count()
                    + " directions; give 0 to " + (count() - 1));
        }
        int size = vectors.size(1);
        float unit = about.containsKey(STDEV) ? about.get(STDEV).floats()[component] : 1;
        float[] step = Arrays.copyOfRange(vectors.floats(), component * size, (component + 1) * size);
        for (int k = 0; k < size; k++) {
            step[k] *= unit;
        }
        return step;
    }

    /** {@link #read(Path, int, DoubleConsumer)}, which nobody follows. */
    public static Directions read(Path file, int size) throws IOException {
        return read(file, size, share -> {});
    }

    /**
     * Reads what {@link #write} wrote, what rosinality's closed_form_factorization.py saves, or a file of one array, [w size] or
     * [K, w size].
     *
     * @param size     numbers in one w of the model
     * @param progress as for {@link TensorFile#open(Path, DoubleConsumer)}
     * @throws CheckpointException if the file is of another kind, or its directions are of another size
     */
    public static Directions read(Path file, int size, DoubleConsumer progress) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(TensorFile.open(file, progress).tensors());
        Tensor vectors = tensors.remove(VECTORS);
        if (vectors == null && tensors.containsKey(COLUMNS) && tensors.get(COLUMNS).rank() == 2) {
            vectors = tensors.remove(COLUMNS).permute(1, 0);
        } else if (vectors == null && tensors.size() == 1) {
            vectors = tensors.remove(tensors.keySet().iterator().next());
        }
        if (vectors == null) {
            throw new CheckpointException(file, "a tensor called " + VECTORS + " or " + COLUMNS
                    + ", or a single one, was expected, but it holds "
                    + tensors.keySet());
        }
        Tensor rows = vectors.rank() == 1 ? vectors.reshape(1, vectors.size(0)) : vectors;
        if (rows.rank() != 2 || rows.size(0) == 0 || rows.size(1) != size) {
            throw new CheckpointException(file, "the directions have the shape " + vectors + ", but [directions, " + size
                    + "] was expected, as the model's w has " + size + " numbers");
        }
        Tensor stdev = tensors.get(STDEV);
        if (stdev != null && (stdev.rank() != 1 || stdev.size(0) != rows.size(0))) {
            throw new CheckpointException(file, STDEV + " has the shape " + stdev + ", but a number for each of the " + rows.size(0)
                    + " directions was expected");
        }
        if (!rows.isFinite() || stdev != null && !stdev.isFinite()) {
            throw new CheckpointException(file, "the directions are not all finite numbers; make them anew");
        }
        return new Directions(rows, tensors);
    }

    /**
     * Writes safetensors: {@value #VECTORS} and what is known of them.
     *
     * @param settings how they were made, for the file's {@code __metadata__}
     */
    public void write(Path file, Map<String, String> settings) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(VECTORS, vectors);
        tensors.putAll(about);
        SafetensorsWriter.write(file, tensors, settings);
    }
}
