package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.checkpoint.TensorFile;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Seeds;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.LatentSource.OfFile;

/**
 * Reads latents from files: NumPy's npy and npz (a projector's {@code projected_w.npz}), what rosinality's projector saves, and
 * whatever else holds tensors.
 */
final class LatentFiles {

    /** How names of latents end in what rosinality's projector saves. */
    private static final String PROJECTED = ".latent";

    private LatentFiles() {}

    /**
     * z of one sample or of N: [z size] or [N, z size].
     *
     * @param progress as for {@link TensorFile#open(Path, DoubleConsumer)}
     */
    static LatentSource z(Path file, DoubleConsumer progress) throws IOException {
        Tensor z = named(file, "z", TensorFile.open(file, progress).tensors());
        if (z.rank() > 2) {
            throw new CheckpointException(file, "z has the shape " + z + ", but [z size] or [samples, z size] was expected");
        }
        return new LatentSource.Z(values(file, "z", z, progress), z.size(z.rank() - 1));
    }

    /**
     * w of one sample or of N, [w size] or [N, w size], or w+ of N, [N, layers, w size], with one layer for all; or of a
     * projection by rosinality's program the latents of all its images.
     *
     * @param progress as for {@link TensorFile#open(Path, DoubleConsumer)}
     */
    static LatentSource w(Path file, DoubleConsumer progress) throws IOException {
        Map<String, Tensor> tensors = TensorFile.open(file, progress).tensors();
        Map<String, Tensor> projected = new TreeMap<>(tensors);
        projected.keySet().removeIf(name -> !name.endsWith(PROJECTED));
        if (!projected.isEmpty()) {
            return projection(file, List.copyOf(projected.values()), progress);
        }
        Tensor w = named(file, "w", tensors);
        if (w.rank() > 3) {
            throw new CheckpointException(file, "w has the shape " + w
                    + ", but [w size], [samples, w size] or [samples, layers, w size] was expected");
        }
        float[] values = values(file, "w", w, progress);
        int size = w.size(w.rank() - 1);
        return w.rank() == 3 ? new LatentSource.WPlus(values, size, w.size(1)) : new LatentSource.W(values, size);
    }

    /** Each image has its w, [w size], or its w+, [layers, w size]. */
    private static LatentSource projection(Path file, List<Tensor> latents, DoubleConsumer progress) throws CheckpointException {
        Tensor first = latents.get(0);
        float[] values = new float[Math.toIntExact(latents.size() * first.count())];
        for (int n = 0; n < latents.size(); n++) {
            Tensor latent = latents.get(n);
            if (latent.rank() < 1 || latent.rank() > 2 || !Arrays.equals(latent.shape(), first.shape())) {
                throw new CheckpointException(file, "a projected latent has the shape " + latent
                        + ", but [w size] or [layers, w size] was expected, the same for all images");
            }
            progress.accept((double) n / latents.size());
            System.arraycopy(values(file, "latent", latent, share -> {}), 0, values, n * (int) first.count(), (int) first.count());
        }
        int size = first.size(first.rank() - 1);
        return first.rank() == 2 ? new LatentSource.WPlus(values, size, first.size(0)) : new LatentSource.W(values, size);
    }

    /**
     * Latents as a model understands them. Projectors save the w+ of one face as [layers, w size], which w of as many faces would look
     * like; those are given as [samples, 1, w size].
     *
     * @throws IllegalArgumentException if a file's latents, or the faces that are meant of it, do not fit; the message is a sentence
     */
    static LatentSource fit(LatentSource latents, Generator generator) {
        if (!(latents instanceof OfFile given)) {
            return latents;
        }
        LatentSource content = named(given.content(), generator);
        String holds = given.keys().file() + ": " + given.file() + " holds ";
        if (content instanceof LatentSource.Z z) {
            requireSize(holds, "z", z.size(), generator.zSize());
        } else if (content instanceof LatentSource.W w) {
            requireSize(holds, "w", w.size(), generator.wSize());
        } else if (content instanceof LatentSource.WPlus plus) {
            requireSize(holds, "w", plus.size(), generator.wSize());
            if (plus.layers() != generator.latentCount()) {
                throw new IllegalArgumentException(holds + "w+ of " + plus.layers() + " layers, but that of this model has "
                        + generator.latentCount() + "; give latents of this model, or this file's model");
            }
        }
        for (Seeds.Range range : given.rows().map(Seeds::ranges).orElse(List.of())) {
            if (range.last() >= content.count()) {
                throw new IllegalArgumentException(given.keys().rows() + ": " + given.file() + " holds the faces 0 to " + (content.count() - 1)
                        + ", but " + Math.max(range.first(), content.count()) + " was asked for; choose others, or leave " + given.keys().rows()
                        + " empty for all");
            }
        }
        return new OfFile(content, given.file(), given.rows(), given.keys());
    }

    private static void requireSize(String holds, String what, int given, int needed) {
        if (given != needed) {
            throw new IllegalArgumentException(holds + what + " of " + given + " numbers, but that of this model has " + needed
                    + "; give latents of this model, or this file's model");
        }
    }

    private static LatentSource named(LatentSource latents, Generator generator) {
        if (latents instanceof LatentSource.W w && w.size() == generator.wSize() && w.count() == generator.latentCount()) {
            return new LatentSource.WPlus(w.values(), w.size(), generator.latentCount());
        }
        return latents instanceof LatentSource.WPlus plus && plus.layers() == 1 ? new LatentSource.W(plus.values(), plus.size()) : latents;
    }

    /** The tensor of that name, or the only one. */
    private static Tensor named(Path file, String name, Map<String, Tensor> tensors) throws CheckpointException {
        Tensor tensor = tensors.size() == 1 ? tensors.values().iterator().next() : tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException(file, "an array called " + name + ", or a single one, was expected, but it holds "
                    + tensors.keySet());
        }
        if (tensor.rank() == 0 || tensor.count() == 0) {
            throw new CheckpointException(file, name + " is empty: it has the shape " + tensor);
        }
        return tensor;
    }

    private static float[] values(Path file, String name, Tensor tensor, DoubleConsumer progress) throws CheckpointException {
        float[] values = tensor.floats(progress);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new CheckpointException(file, name + " holds " + value + ", which is no latent; give finite numbers");
            }
        }
        return values;
    }
}
