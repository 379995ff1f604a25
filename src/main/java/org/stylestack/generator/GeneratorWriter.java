package org.stylestack.generator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stylestack.checkpoint.SafetensorsWriter;
import org.stylestack.checkpoint.Tensor;

/**
 * Writes a generator as safetensors, from which the same generator is read to the bit: under rosinality's names where
 * they can express the network, or under those of stylegan2-ada-pytorch, with its attributes as {@code __metadata__}.
 */
public final class GeneratorWriter {

    private final Generator generator;
    private final boolean rosinality;
    private final Naming naming;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    private GeneratorWriter(Generator generator) {
        this.generator = generator;
        this.rosinality = isExpressibleByRosinality(generator);
        this.naming = rosinality ? new RosinalityNaming(false) : new NvidiaNaming();
    }

    /**
     * Writes a safetensors file.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Generator generator, Path file) throws IOException {
        GeneratorWriter writer = new GeneratorWriter(generator);
        writer.collect();
        SafetensorsWriter.write(file, writer.tensors, writer.settings);
    }

    private static boolean isExpressibleByRosinality(Generator generator) {
        return generator.architecture() == Architecture.SKIP
                && generator.mapping().embedding().isEmpty()
                && generator.mapping().layers().stream().map(FullyConnectedParameters::biasGain).distinct().count() == 1
                && generator.layers().stream().allMatch(layer -> layer.activation().clamp() == Float.POSITIVE_INFINITY)
                && generator.blocks().stream().allMatch(block -> block.conv1().noise().isPresent()
                        && block.conv0().map(ConvolutionParameters::noise).map(noise -> noise.isPresent()).orElse(true));
    }

    private void collect() {
        settings.put("format", "pt");
        generator.mapping().embedding().ifPresent(embedding -> putMapping("mapping.embed", embedding));
        for (int n = 0; n < generator.mapping().layers().size(); n++) {
            putMapping("mapping.fc" + n, generator.mapping().layers().get(n));
        }
        generator.meanW().ifPresent(mean -> put("mapping.w_avg", mean));
        put("synthesis.b4.const", batched(generator.constant(), 1, generator.constant().size(0), 4, 4));
        for (SynthesisBlock block : generator.blocks()) {
            String path = "synthesis.b" + block.resolution();
            block.conv0().ifPresent(layer -> {
                putLayer(layer, 1);
                putFilter(path + ".conv0");
                putFilter(path);
            });
            putLayer(block.conv1(), block.residual().isPresent() ? Math.sqrt(0.5) : 1);
            block.residual().ifPresent(layer -> {
                put(path + ".skip.weight", layer.weight());
                putFilter(path + ".skip");
            });
            block.toRgb().ifPresent(layer -> putLayer(layer, 1));
        }
    }

    private void putMapping(String path, FullyConnectedParameters layer) {
        put(path + ".weight", layer.weight());
        put(path + ".bias", layer.bias());
        naming.translate(path + ".bias_gain").ifPresent(name -> settings.put(name, Float.toString(layer.biasGain())));
    }

    /** @param gain what the layer's clamp was multiplied by */
    private void putLayer(ConvolutionParameters layer, double gain) {
        String path = "synthesis." + layer.name();
        boolean image = layer.noise().isEmpty() && !layer.demodulate();
        Tensor bias = layer.bias().orElseThrow();
        put(path + ".weight", batched(layer.weight(), 1, layer.outputs(), layer.inputs(), layer.kernelSize(), layer.kernelSize()));
        put(path + ".bias", image ? batched(bias, 1, bias.size(0), 1, 1) : bias);
        put(path + ".affine.weight", layer.affine().orElseThrow().weight());
        put(path + ".affine.bias", layer.affine().orElseThrow().bias());
        layer.noise().ifPresent(noise -> {
            put(path + ".noise_strength", batched(Tensor.of(new float[] {noise.strength()}), 1));
            noise.plane().ifPresent(plane -> put(path + ".noise_const", batched(plane, 1, 1, plane.size(0), plane.size(1))));
        });
        if (!rosinality) {
            settings.put(path + ".use_noise", Boolean.toString(layer.noise().isPresent()));
            double clamp = layer.activation().clamp() / gain;
            if (Double.isFinite(clamp)) {
                settings.put(path + ".conv_clamp", Double.toString(clamp));
            }
        }
    }

    private void putFilter(String path) {
        Filter filter = generator.filter().times(naming.filterSum());
        naming.translate(path + ".resample_filter").ifPresent(name ->
                tensors.put(name, Tensor.of(filter.taps(), filter.height(), filter.width())));
    }

    private void put(String name, Tensor tensor) {
        tensors.put(naming.translate(name).orElseThrow(), tensor);
    }

    /** rosinality keeps a dimension for the batch in what is multiplied with or added to one. */
    private Tensor batched(Tensor tensor, int... shape) {
        return rosinality ? tensor.reshape(shape) : tensor;
    }
}
