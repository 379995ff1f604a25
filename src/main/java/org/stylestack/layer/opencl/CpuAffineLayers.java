package org.stylestack.layer.opencl;

import static org.stylestack.layer.aparapi.KernelLayers.array;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.AffineLayers;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/** The affine layers of a network in one launch, by {@code opencl/vectors_cpu.cl}: all are rows of one matrix. */
final class CpuAffineLayers implements AffineLayers {

    /** Rows of a work-item. */
    private static final int BLOCK = 16;

    private final CpuLayers layers;
    private final List<ConvolutionParameters> modulated;
    private final int size;
    private final int rows;
    /** The first row of each layer. */
    private final Map<String, Integer> first = new HashMap<>();
    private final DeviceTensor weight;
    private final DeviceTensor bias;
    private final DeviceTensor blocks;
    /** By the number of samples: what is cut from a slab is not had again before the session ends. */
    private final Map<Integer, Styles> styles = new HashMap<>();

    /** Each layer's styles are a part of the whole. */
    private record Styles(DeviceTensor whole, Map<String, DeviceTensor> byLayer, List<Buffer> parts) implements AutoCloseable {
        @Override
        public void close() {
            byLayer.values().forEach(DeviceTensor::close);
            parts.forEach(Buffer::close);
            whole.close();
        }
    }

    CpuAffineLayers(CpuLayers layers, List<ConvolutionParameters> modulated) {
        this.layers = layers;
        this.modulated = modulated;
        this.size = affine(modulated.get(0)).inputs();
        int step = Math.max(BLOCK, layers.session().partAlignment());
        int end = 0;
        for (ConvolutionParameters layer : modulated) {
            first.put(layer.name(), end);
            end += (affine(layer).outputs() + step - 1) / step * step;
        }
        this.rows = end;
        this.weight = layers.tensors().reserve(Shape.vectors(rows, size));
        float[] biases = new float[rows];
        float[] ofBlocks = new float[rows / BLOCK * 4];
        for (ConvolutionParameters layer : modulated) {
            addTo(biases, ofBlocks, layer);
        }
        this.bias = layers.upload(Shape.vectors(1, rows), biases);
        this.blocks = layers.upload(Shape.vectors(rows / BLOCK, 4), ofBlocks);
    }

    private static FullyConnectedParameters affine(ConvolutionParameters layer) {
        return layer.affine().orElseThrow();
    }

    private void addTo(float[] biases, float[] ofBlocks, ConvolutionParameters layer) {
        FullyConnectedParameters affine = affine(layer);
        int from = first.get(layer.name());
        Buffer part = layers.session().part(array(weight), from * size, affine.outputs() * size);
        try (DeviceTensor weights = layers.tensors().in(Shape.vectors(affine.outputs(), size), part)) {
            layers.copy(affine.weight(), weights);
        }
        part.close();
        float[] own = affine.bias().floats();
        for (int k = 0; k < own.length; k++) {
            biases[from + k] = own[k] * affine.biasGain();
        }
        for (int block = from / BLOCK; block * BLOCK < from + own.length; block++) {
            float[] told = {layer.latentIndex(), from, own.length, affine.weightGain()};
            System.arraycopy(told, 0, ofBlocks, 4 * block, told.length);
        }
    }

    @Override
    public Map<String, DeviceTensor> apply(float[] wPlus, int samples) {
        Styles made = styles.computeIfAbsent(samples, this::allocate);
        int latents = wPlus.length / (samples * size);
        try (DeviceTensor w = layers.upload(Shape.vectors(samples, latents * size), wPlus)) {
            layers.launch(this, CpuLayers.VECTORS, "styles", (long) rows / BLOCK * samples, (long) BLOCK * size, w, weight, bias, blocks,
                    made.whole(), samples, latents, size);
        }
        return made.byLayer();
    }

    private Styles allocate(int samples) {
        DeviceTensor whole = layers.tensors().reserve(Shape.vectors(samples, rows));
        Map<String, DeviceTensor> byLayer = new LinkedHashMap<>();
        List<Buffer> parts = modulated.stream().map(layer -> {
            int outputs = affine(layer).outputs();
            Buffer part = layers.session().part(array(whole), samples * first.get(layer.name()), samples * outputs);
            byLayer.put(layer.name(), layers.tensors().in(Shape.vectors(samples, outputs), part));
            return part;
        }).toList();
        return new Styles(whole, byLayer, parts);
    }

    @Override
    public void close() {
        styles.values().forEach(Styles::close);
        weight.close();
        bias.close();
        blocks.close();
    }
}
