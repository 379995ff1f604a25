package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.checkpoint.TensorFile;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.synthesis.Noise;

/** Reads the noise of the layers from a file. */
final class NoiseMaps {

    private NoiseMaps() {}

    /**
     * The maps of all layers that take noise, [H, W], or [C, H, W] where a layer concatenates it.
     *
     * @param file     holds an array for each such layer, called as the layer, or as its resolution where two share one
     * @param progress as for {@link TensorFile#open(Path, DoubleConsumer)}
     * @throws CheckpointException if a layer's map is missing or has another size
     */
    static Noise read(Path file, Generator generator, DoubleConsumer progress) throws IOException {
        Map<String, Tensor> tensors = TensorFile.open(file, progress).tensors();
        Map<String, Tensor> maps = new HashMap<>();
        for (ConvolutionParameters layer : generator.noisyLayers()) {
            int size = generator.resolutionOf(layer);
            int channels = layer.hasConcatenatedNoise() ? layer.outputs() : 1;
            Tensor map = tensors.getOrDefault(layer.name(), tensors.get(Integer.toString(size)));
            if (map == null) {
                throw new CheckpointException(file, "noise for the layer " + layer.name() + ", an array called " + layer.name() + " or " + size
                        + ", was expected, but it holds " + tensors.keySet());
            }
            if (map.count() != (long) channels * size * size) {
                throw new CheckpointException(file, "the noise for the layer " + layer.name() + " has the shape " + map + ", but "
                        + channels + "×" + size + "×" + size + " numbers are needed");
            }
            maps.put(layer.name(), map);
        }
        return new Noise.Given(floats(maps, progress));
    }

    private static Map<String, float[]> floats(Map<String, Tensor> maps, DoubleConsumer progress) {
        long all = maps.values().stream().mapToLong(Tensor::count).sum();
        Map<String, float[]> floats = new HashMap<>();
        long before = 0;
        for (Map.Entry<String, Tensor> map : maps.entrySet()) {
            long read = before;
            long count = map.getValue().count();
            floats.put(map.getKey(), map.getValue().floats(share -> progress.accept((read + share * count) / all)));
            before += count;
        }
        return floats;
    }
}
