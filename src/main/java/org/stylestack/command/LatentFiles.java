package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Path;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.checkpoint.TensorFile;
import org.stylestack.synthesis.LatentSource;

/** Reads latents from files: NumPy's npy and npz (a projector's {@code projected_w.npz}), and whatever else holds tensors. */
public final class LatentFiles {

    private LatentFiles() {}

    /** z of one sample or of N: [z size] or [N, z size]. */
    public static LatentSource z(Path file) throws IOException {
        Tensor z = read(file, "z");
        if (z.rank() > 2) {
            throw new CheckpointException(file, "z has the shape " + z + ", but [z size] or [samples, z size] was expected");
        }
        return new LatentSource.Z(z.floats(), z.size(z.rank() - 1));
    }

    /** w of one sample or of N, [w size] or [N, w size], or w+ of N, [N, layers, w size]. */
    public static LatentSource w(Path file) throws IOException {
        Tensor w = read(file, "w");
        if (w.rank() > 3) {
            throw new CheckpointException(file, "w has the shape " + w
                    + ", but [w size], [samples, w size] or [samples, layers, w size] was expected");
        }
        int size = w.size(w.rank() - 1);
        return w.rank() == 3 ? new LatentSource.WPlus(w.floats(), size, w.size(1)) : new LatentSource.W(w.floats(), size);
    }

    /** The tensor of that name, or the only one. */
    private static Tensor read(Path file, String name) throws IOException {
        TensorFile content = TensorFile.open(file);
        Tensor tensor = content.tensors().get(name);
        if (tensor == null && content.tensors().size() == 1) {
            tensor = content.tensors().values().iterator().next();
        }
        if (tensor == null) {
            throw new CheckpointException(file, "an array called " + name + ", or a single one, was expected, but it holds "
                    + content.tensors().keySet());
        }
        if (tensor.rank() == 0 || tensor.count() == 0) {
            throw new CheckpointException(file, name + " is empty: it has the shape " + tensor);
        }
        for (float value : tensor.floats()) {
            if (!Float.isFinite(value)) {
                throw new CheckpointException(file, name + " holds " + value + ", which is no latent; give finite numbers");
            }
        }
        return tensor;
    }
}
