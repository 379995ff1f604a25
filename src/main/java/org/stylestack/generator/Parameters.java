package org.stylestack.generator;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;

/** The parameters and settings of a checkpoint under the common names of {@link Naming}, each checked when it is asked for. */
final class Parameters {

    private final Checkpoint checkpoint;
    private final Naming naming;
    private final DoubleConsumer progress;
    private final Set<String> used = new HashSet<>();

    /** @param progress gets the share of the tensors that have been checked */
    Parameters(Checkpoint checkpoint, Naming naming, DoubleConsumer progress) {
        this.checkpoint = checkpoint;
        this.naming = naming;
        this.progress = progress;
    }

    /** Whether any of these tensors is there. */
    boolean has(String... names) {
        return Arrays.stream(names).anyMatch(name -> naming.translate(name).map(checkpoint.tensors()::containsKey).orElse(false));
    }

    /** Number of dimensions of a tensor that is there, but for those of size 1. */
    int rank(String name) {
        int[] shape = checkpoint.tensors().get(naming.translate(name).orElseThrow()).shape();
        return (int) Arrays.stream(shape).filter(size -> size != 1).count();
    }

    /** The tensor of that shape, in which negative sizes stand for any. */
    Tensor tensor(String name, int... shape) throws CheckpointException {
        String fileName = naming.translate(name).orElse(name);
        Tensor stored = checkpoint.tensors().get(fileName);
        if (stored == null) {
            throw problem("the tensor " + fileName + " is missing from the generator; the file is broken, or holds another kind of network");
        }
        Tensor tensor = naming.arrange(name, stored).squeeze(shape.length);
        boolean fits = tensor.rank() == shape.length;
        for (int k = 0; fits && k < shape.length; k++) {
            fits = shape[k] < 0 ? tensor.size(k) > 0 : tensor.size(k) == shape[k];
        }
        if (!fits) {
            throw problem("the tensor " + fileName + " of shape " + Tensor.describe(stored.shape()) + " cannot hold the parameter "
                    + name + " of shape " + Tensor.describe(shape).replaceAll("-\\d+", "any"));
        }
        if (!stored.isFinite()) {
            throw problem("the tensor " + fileName + " holds numbers that are not finite; the file is damaged, or training diverged");
        }
        used.add(fileName);
        progress.accept((double) used.size() / checkpoint.tensors().size());
        return tensor;
    }

    Optional<String> setting(String name) {
        return naming.translate(name).map(checkpoint.settings()::get);
    }

    double number(String name, double usual) throws CheckpointException {
        Optional<String> text = setting(name);
        try {
            return text.map(Double::parseDouble).orElse(usual);
        } catch (NumberFormatException e) {
            throw new CheckpointException(checkpoint.file(), "the setting " + naming.translate(name).orElse(name) + " is \"" + text.orElse("")
                    + "\" where a number was expected", e);
        }
    }

    void requireActivation(String layer, Activation.Function function) throws CheckpointException {
        String expected = function.name().toLowerCase(Locale.ROOT);
        String found = setting(layer + ".activation").orElse(expected);
        if (!found.equals(expected)) {
            throw problem("the layer " + layer + " has the activation " + found + "; only " + expected + " is known there");
        }
    }

    /** A parameter that no layer reads means that the network is not what it was taken for. */
    void requireAllUsed(int resolution) throws CheckpointException {
        for (String name : checkpoint.tensors().keySet()) {
            if (naming.isParameter(name) && !used.contains(name)) {
                throw problem("the tensor " + name + " belongs to no layer of a generator of " + resolution + "×" + resolution
                        + " pixels; tensors of a higher resolution are missing, or it is another kind of network");
            }
        }
    }

    /** The one filter of all resampling; [1, 3, 3, 1] where the file names none, as all programs have it. */
    Filter filter() throws CheckpointException {
        Optional<Filter> common = setting("resample_kernel").isPresent() ? Optional.of(taps(setting("resample_kernel").get())) : Optional.empty();
        for (Map.Entry<String, Tensor> entry : checkpoint.tensors().entrySet()) {
            if (naming.isFilter(entry.getKey())) {
                Filter filter = filter(entry.getKey(), entry.getValue());
                if (common.isPresent() && !common.get().equals(filter)) {
                    throw problem("the resampling filter " + entry.getKey() + " differs from the others; one for all is known");
                }
                common = Optional.of(filter);
            }
        }
        return common.orElse(Filter.separable(1, 3, 3, 1));
    }

    private Filter filter(String name, Tensor tensor) throws CheckpointException {
        if (tensor.rank() < 1 || tensor.rank() > 2 || tensor.count() == 0 || tensor.count() > 1024 || !tensor.isFinite()) {
            throw problem("the resampling filter " + name + " has the shape " + Tensor.describe(tensor.shape()) + ", but rows and columns were expected");
        }
        return tensor.rank() == 1 ? Filter.separable(tensor.floats())
                : new Filter(tensor.size(0), tensor.size(1), tensor.floats()).times(1 / naming.filterSum());
    }

    /** Taps as a setting lists them: {@code [1, 3, 3, 1]}. */
    private Filter taps(String text) throws CheckpointException {
        try {
            List<String> numbers = List.of(text.replaceAll("[\\[\\]]", "").split(","));
            float[] taps = new float[numbers.size()];
            for (int k = 0; k < taps.length; k++) {
                taps[k] = Float.parseFloat(numbers.get(k));
            }
            return Filter.separable(taps);
        } catch (NumberFormatException e) {
            throw new CheckpointException(checkpoint.file(), "the setting resample_kernel is \"" + text + "\" where a list of numbers was expected", e);
        }
    }

    CheckpointException problem(String text) {
        return new CheckpointException(checkpoint.file(), text);
    }
}
