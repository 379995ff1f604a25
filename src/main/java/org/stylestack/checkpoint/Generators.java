package org.stylestack.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The generators in a file: training writes the current one and its moving average side by side. */
record Generators(MappedFile file, List<String> names) {

    /** Only generators of StyleGAN2 have tensors whose names end so, under rosinality's, NVIDIA's and TensorFlow's names. */
    private static final List<String> SIGNATURES = List.of(
            "input.input", "conv1.conv.modulation.weight",
            "synthesis.b4.const", "synthesis.b4.conv1.affine.weight",
            "synthesis.4x4/Const/const", "synthesis.4x4/Conv/mod_weight");

    private static final Set<String> MOVING_AVERAGES = Set.of("g_ema", "G_ema", "gen_ema", "Gs", "params_ema");

    static Generators in(Contents contents) throws CheckpointException {
        List<String> names = contents.tensors().keySet().stream()
                .flatMap(name -> SIGNATURES.stream().filter(name::endsWith).map(signature -> name.substring(0, name.length() - signature.length())))
                .filter(prefix -> prefix.isEmpty() || prefix.endsWith("."))
                .map(prefix -> prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1))
                .distinct().toList();
        if (names.isEmpty()) {
            String found = contents.tensors().keySet().stream().limit(3).collect(Collectors.joining(", "));
            throw contents.file().refusal("no StyleGAN2 generator is in this file" + (found.isEmpty()
                    ? ": it holds no tensors" : "; its " + contents.tensors().size() + " tensors begin with " + found));
        }
        return new Generators(contents.file(), names);
    }

    /** The only generator, or the moving average of several. */
    String movingAverage() throws CheckpointException {
        List<String> averages = names.stream().filter(name -> Arrays.stream(name.split("\\.")).anyMatch(MOVING_AVERAGES::contains)).toList();
        List<String> candidates = names.size() == 1 ? names : averages;
        if (candidates.size() != 1) {
            throw file.refusal("the file holds the generators " + names + ", and which of them is meant is not clear; name one");
        }
        return candidates.get(0);
    }

    String named(String name) throws CheckpointException {
        if (!names.contains(name)) {
            throw file.refusal("the file holds no generator named " + name + (names.equals(List.of(""))
                    ? "; it is a single one without a name, so give none" : "; give one of " + String.join(", ", names)));
        }
        return name;
    }
}
