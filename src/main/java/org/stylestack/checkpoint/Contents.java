package org.stylestack.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * What is in a file of weights, before any tensor is looked at.
 *
 * @param format   the file's format, for people
 * @param tensors  by name: the keys that lead to each, joined by dots
 * @param settings numbers, truth values and short texts, named alike
 */
record Contents(MappedFile file, String format, Map<String, StoredTensor> tensors, Map<String, String> settings) {

    static Contents read(Path path, DoubleConsumer progress) throws IOException {
        return ContentsReader.read(MappedFile.open(path, progress));
    }

    /** The tensors whose names begin with a prefix, without it. */
    Map<String, Tensor> load(String prefix) throws CheckpointException {
        Map<String, Tensor> loaded = new LinkedHashMap<>();
        for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
            if (entry.getKey().startsWith(prefix)) {
                loaded.put(entry.getKey().substring(prefix.length()), entry.getValue().load(file, entry.getKey()));
            }
        }
        return loaded;
    }
}
