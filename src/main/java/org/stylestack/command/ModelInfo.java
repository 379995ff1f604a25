package org.stylestack.command;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;

/**
 * What a model is, for people and as JSON.
 *
 * @param file          as the user named it
 * @param format        of the file
 * @param sha256        of the file
 * @param architecture  skip, orig or resnet
 * @param resolution    height and width of the image
 * @param imageChannels channels of the image
 * @param zSize         numbers in z
 * @param wSize         numbers in w
 * @param classes       numbers in a class label; 0 for a network without classes
 * @param latents       number of w in w+
 * @param mappingLayers layers of the mapping network
 * @param layers        of the synthesis network, in their order
 * @param parameters    numbers that were trained
 * @param meanW         whether the file holds the mean of w
 * @param noise         whether the file holds the noise of every layer that takes any
 * @param settings      what the file says of itself
 */
public record ModelInfo(String file, String format, String sha256, String architecture, int resolution, int imageChannels, int zSize,
        int wSize, int classes, int latents, int mappingLayers, List<Layer> layers, long parameters, boolean meanW, boolean noise,
        Map<String, String> settings) {

    /** One modulated layer. */
    public record Layer(String name, int resolution, int inputs, int outputs) {}

    /** @param model as {@link Models#open} takes it */
    public static ModelInfo of(String model) throws IOException {
        Checkpoint checkpoint = Models.open(model);
        Generator generator = Generator.of(checkpoint);
        List<Layer> layers = generator.layers().stream()
                .map(layer -> new Layer(layer.name(), generator.resolutionOf(layer), layer.inputs(), layer.channels())).toList();
        return new ModelInfo(checkpoint.file().toString(), checkpoint.format(), Models.sha256(model),
                generator.architecture().name().toLowerCase(Locale.ROOT), generator.resolution(), generator.imageChannels(),
                generator.zSize(), generator.wSize(), generator.mapping().classes(), generator.latentCount(),
                generator.mapping().layers().size(), layers, parameters(generator), generator.meanW().isPresent(),
                generator.noisyLayers().stream().allMatch(layer -> layer.noise().get().plane().isPresent()), checkpoint.settings());
    }

    private static long parameters(Generator generator) {
        Stream<FullyConnectedParameters> mapping =
                Stream.concat(generator.mapping().embedding().stream(), generator.mapping().layers().stream());
        Stream<ConvolutionParameters> convolutions =
                Stream.concat(generator.layers().stream(), generator.blocks().stream().map(SynthesisBlock::residual).flatMap(o -> o.stream()));
        return generator.constant().count() + mapping.mapToLong(ModelInfo::parameters).sum()
                + convolutions.mapToLong(ModelInfo::parameters).sum();
    }

    private static long parameters(FullyConnectedParameters layer) {
        return layer.weight().count() + layer.bias().count();
    }

    /** Weight, bias, affine layer, and the noise's strength; its plane is not trained. */
    private static long parameters(ConvolutionParameters layer) {
        return layer.weight().count() + layer.bias().map(Tensor::count).orElse(0L) + layer.affine().map(ModelInfo::parameters).orElse(0L)
                + (layer.noise().isPresent() ? 1 : 0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "file", file);
        line(text, "format", format);
        line(text, "SHA-256", sha256);
        line(text, "architecture", architecture);
        line(text, "image", resolution + "×" + resolution + ", " + imageChannels + (imageChannels == 1 ? " channel" : " channels"));
        line(text, "z, w, classes", zSize + ", " + wSize + ", " + classes);
        line(text, "w in w+", latents);
        line(text, "mapping layers", mappingLayers);
        line(text, "parameters", String.format(Locale.ROOT, "%,d", parameters));
        line(text, "mean of w", meanW ? "in the file" : "not in the file");
        line(text, "constant noise", noise ? "in the file" : "not in the file");
        settings.forEach((name, value) -> line(text, name, value));
        layers.forEach(layer -> line(text, layer.name(), layer.inputs() + " → " + layer.outputs() + " channels at " + layer.resolution()
                + "×" + layer.resolution()));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append("%-16s%s%n".formatted(name, value));
    }
}
