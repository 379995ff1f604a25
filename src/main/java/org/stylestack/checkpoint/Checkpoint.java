package org.stylestack.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/**
 * One generator of a file of weights: its tensors by name, and what the file says of it.
 *
 * <pre>{@code
 * Checkpoint checkpoint = Checkpoint.open(Path.of("portraits-64.safetensors"));
 * float[] mean = checkpoint.tensors().get("latent_avg").floats();
 * }</pre>
 *
 * Names are the file's own: the keys that lead to a tensor, joined by dots. What stands before the generator's own
 * names ({@code g_ema.}, {@code state_dict.decoder.}, {@code module.}) is left out.
 *
 * @param file       the file, as the user named it
 * @param format     the file's format, for people: {@code "safetensors"}
 * @param generator  what was left out of the names, without the last dot; empty if nothing was
 * @param generators the generators that the file holds, as {@code generator} names them
 * @param tensors    the generator's tensors, in the file's order; views of the mapped file where that is possible
 * @param settings   what the file says of the network, as text: the {@code __metadata__} of safetensors, and numbers and
 *                   short texts in pickles, named as the tensors are
 */
public record Checkpoint(Path file, String format, String generator, List<String> generators, Map<String, Tensor> tensors,
        Map<String, String> settings) {

    /** rosinality and pSp keep the mean of w beside the generator, not in it. */
    private static final String MEAN_W = "latent_avg";

    /**
     * Reads the generator of a file, the moving average if the file holds others, too. The format is found from the
     * content; no code in the file is run.
     *
     * @throws CheckpointException if the file holds no generator or it is not clear which one to take, or if it is broken:
     *                             one sentence says where
     * @throws IOException         if the file cannot be read
     */
    public static Checkpoint open(Path file) throws IOException {
        return open(file, Optional.empty(), share -> {});
    }

    /**
     * Reads the generator of that name.
     *
     * @param generator one of {@link #generators}
     * @throws CheckpointException if the file has none of that name, or is broken
     * @throws IOException         if the file cannot be read
     */
    public static Checkpoint open(Path file, String generator) throws IOException {
        return open(file, Optional.of(generator), share -> {});
    }

    /**
     * Reads a generator of a file, and lets the reading be followed and stopped.
     *
     * @param generator one of {@link #generators}; empty for the moving average
     * @param progress  gets the share of the file that has been gone through, 0 to 1, every few milliseconds while bytes are
     *                  unpacked, decoded or checked; an exception that it throws ends the reading
     * @see #open(Path)
     */
    public static Checkpoint open(Path file, Optional<String> generator, DoubleConsumer progress) throws IOException {
        Contents contents = Contents.read(file, progress);
        Generators generators = Generators.in(contents);
        return load(contents, generator.isPresent() ? generators.named(generator.get()) : generators.movingAverage());
    }

    private static Checkpoint load(Contents contents, String generator) throws CheckpointException {
        String prefix = generator.isEmpty() ? "" : generator + ".";
        Map<String, Tensor> tensors = contents.load(prefix);
        for (String outer = generator; !tensors.containsKey(MEAN_W) && !outer.isEmpty();) {
            outer = outer.substring(0, Math.max(0, outer.lastIndexOf('.')));
            String name = outer.isEmpty() ? MEAN_W : outer + "." + MEAN_W;
            if (contents.tensors().containsKey(name)) {
                tensors.put(MEAN_W, contents.tensors().get(name).load(contents.file(), name));
            }
        }
        Map<String, String> settings = new LinkedHashMap<>();
        // The file's other settings come first, so that the generator's own prevail.
        contents.settings().forEach((name, value) -> {
            if (!name.startsWith(prefix)) {
                settings.put(name, value);
            }
        });
        contents.settings().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                settings.put(name.substring(prefix.length()), value);
            }
        });
        return new Checkpoint(contents.file().path(), contents.format(), generator, Generators.in(contents).names(), tensors, settings);
    }
}
