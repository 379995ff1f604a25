package org.stylestack.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.Tensor;

/**
 * What a model is, for people and scripts; all components are plain, so that any JSON library can write it.
 *
 * @param file          the file, as the user named it
 * @param sha256        of the file, in hexadecimal digits
 * @param format        of the file
 * @param generator     where in the file the generator is; empty if it is all of it
 * @param generators    all that the file holds
 * @param architecture  how the blocks are joined: {@code skip}, {@code orig} or {@code resnet}
 * @param resolution    height and width of the image
 * @param channels      of the image
 * @param zSize         numbers in z
 * @param wSize         numbers in w
 * @param classes       numbers in a class label; 0 for a network without classes
 * @param latents       number of w in w+
 * @param mappingLayers of the mapping network
 * @param parameters    numbers that training learns; noise planes and the mean of w are not among them
 * @param meanW         whether the file holds the mean of w, which truncation needs
 * @param noise         {@code planes}, {@code feature maps} where the layers concatenate it, or {@code none} where the file
 *                      holds no planes
 * @param layers        the layers of the synthesis network in the order in which they run
 */
public record ModelInfo(String file, String sha256, String format, String generator, List<String> generators, String architecture,
        int resolution, int channels, int zSize, int wSize, int classes, int latents, int mappingLayers, long parameters,
        boolean meanW, String noise, List<Layer> layers) {

    /**
     * A layer of the synthesis network.
     *
     * @param inputs  channels
     * @param outputs channels, with concatenated noise
     * @param latent  index of the w in w+ that it reads
     */
    public record Layer(String name, int resolution, int inputs, int outputs, int kernel, int latent) {}

    /** @param sha256 of the checkpoint's file */
    public static ModelInfo of(Checkpoint checkpoint, Generator generator, String sha256) {
        List<Layer> layers = generator.layers().stream().map(layer -> new Layer(layer.name(), generator.resolutionOf(layer),
                layer.inputs(), layer.channels(), layer.kernelSize(), layer.latentIndex())).toList();
        return new ModelInfo(checkpoint.file().toString(), sha256, checkpoint.format(), checkpoint.generator(), checkpoint.generators(),
                generator.architecture().name().toLowerCase(Locale.ROOT), generator.resolution(), generator.imageChannels(),
                generator.zSize(), generator.wSize(), generator.mapping().classes(), generator.latentCount(),
                generator.mapping().layers().size(), parameters(generator), generator.meanW().isPresent(), noise(generator), layers);
    }

    private static String noise(Generator generator) {
        List<ConvolutionParameters> noisy = generator.noisyLayers();
        if (noisy.stream().anyMatch(ConvolutionParameters::hasConcatenatedNoise)) {
            return "feature maps";
        }
        boolean planes = !noisy.isEmpty() && noisy.stream().allMatch(layer -> layer.noise().orElseThrow().plane().isPresent());
        return planes ? "planes" : "none";
    }

    private static long parameters(Generator generator) {
        List<Tensor> learned = new ArrayList<>(List.of(generator.constant()));
        List<FullyConnectedParameters> fullyConnected = new ArrayList<>(generator.mapping().layers());
        generator.mapping().embedding().ifPresent(fullyConnected::add);
        long strengths = generator.noisyLayers().size();
        Stream<ConvolutionParameters> residual = generator.blocks().stream().flatMap(block -> block.residual().stream());
        for (ConvolutionParameters layer : Stream.concat(generator.layers().stream(), residual).toList()) {
            learned.add(layer.weight());
            layer.bias().ifPresent(learned::add);
            layer.affine().ifPresent(fullyConnected::add);
        }
        fullyConnected.forEach(layer -> learned.addAll(List.of(layer.weight(), layer.bias())));
        return learned.stream().mapToLong(Tensor::count).sum() + strengths;
    }

    /** A line for each fact, and one for each layer. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "file", file);
        line(text, "sha256", sha256);
        line(text, "format", format);
        line(text, "generator", generator.isEmpty() ? "the whole file" : generator + " of " + String.join(", ", generators));
        line(text, "architecture", architecture);
        line(text, "image", resolution + "×" + resolution + ", " + channels + (channels == 1 ? " channel" : " channels"));
        line(text, "z, w, classes", zSize + ", " + wSize + ", " + classes);
        line(text, "mapping layers", Integer.toString(mappingLayers));
        line(text, "w in w+", Integer.toString(latents));
        line(text, "parameters", Long.toString(parameters));
        line(text, "mean of w", meanW ? "present" : "absent");
        line(text, "noise", noise);
        for (Layer layer : layers) {
            text.append("  %-14s %4d → %4d channels, %d×%d, w+ %d%n".formatted(layer.name, layer.inputs, layer.outputs, layer.kernel,
                    layer.kernel, layer.latent));
        }
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-15s %s%n".formatted(name, value));
    }
}
