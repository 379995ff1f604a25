package org.stylestack.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation.Function;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;

/**
 * Builds a generator from a checkpoint. It asks for everything under the names of stylegan2-ada-pytorch, which
 * {@link Naming} translates; the structure follows from which tensors there are and from their shapes. A tensor that is
 * missing, has another shape, is not finite, or belongs to no layer ends the import.
 */
final class GeneratorImporter {

    private static final int ANY = -1;

    private final Parameters parameters;

    GeneratorImporter(Checkpoint checkpoint, DoubleConsumer progress) {
        this.parameters = new Parameters(checkpoint, Naming.of(checkpoint), progress);
    }

    Generator generator() throws CheckpointException {
        MappingNetwork mapping = mapping();
        Tensor constant = parameters.tensor("synthesis.b4.const", ANY, 4, 4);
        Architecture architecture = architecture();
        List<SynthesisBlock> blocks = new ArrayList<>();
        int channels = constant.size(0);
        for (int resolution = 4; resolution == 4 || hasBlock(resolution); resolution *= 2) {
            boolean last = !hasBlock(2 * resolution);
            SynthesisBlock block = block(resolution, channels, mapping.wSize(), architecture, last);
            blocks.add(block);
            channels = block.conv1().channels();
        }
        Optional<Tensor> meanW = parameters.has("mapping.w_avg") ? Optional.of(meanW(mapping.wSize())) : Optional.empty();
        parameters.requireAllUsed(blocks.get(blocks.size() - 1).resolution());
        return new Generator(architecture, parameters.filter(), mapping, constant, List.copyOf(blocks), meanW);
    }

    private boolean hasBlock(int resolution) {
        return parameters.has("synthesis.b" + resolution + ".conv0.weight", "synthesis.b" + resolution + ".conv1.weight");
    }

    private Architecture architecture() {
        if (parameters.has("synthesis.b8.skip.weight")) {
            return Architecture.RESNET;
        }
        return parameters.has("synthesis.b4.torgb.weight") ? Architecture.SKIP : Architecture.ORIG;
    }

    // -- Mapping network --

    private MappingNetwork mapping() throws CheckpointException {
        Optional<FullyConnectedParameters> embedding = parameters.has("mapping.embed.weight")
                ? Optional.of(fullyConnected("mapping.embed", ANY, 1, Function.LINEAR)) : Optional.empty();
        List<FullyConnectedParameters> layers = new ArrayList<>();
        int inputs = ANY;
        for (int n = 0; n == 0 || parameters.has("mapping.fc" + n + ".weight", "mapping.fc" + n + ".bias"); n++) {
            layers.add(fullyConnected("mapping.fc" + n, inputs, 0.01, Function.LRELU));
            inputs = layers.get(n).outputs();
        }
        int zSize = layers.get(0).inputs() - embedding.map(FullyConnectedParameters::outputs).orElse(0);
        if (zSize < 0) {
            throw parameters.problem("the first mapping layer takes " + layers.get(0).inputs() + " numbers, fewer than the class embedding gives");
        }
        return new MappingNetwork(zSize, embedding, List.copyOf(layers));
    }

    private FullyConnectedParameters fullyConnected(String name, int inputs, double usualMultiplier, Function function) throws CheckpointException {
        parameters.requireActivation(name, function);
        Tensor weight = parameters.tensor(name + ".weight", ANY, inputs);
        float multiplier = (float) parameters.number(name + ".bias_gain", usualMultiplier);
        return FullyConnectedParameters.equalised(weight, parameters.tensor(name + ".bias", weight.size(0)), multiplier,
                function == Function.LRELU ? Activation.LEAKY_RELU : Activation.NONE);
    }

    /** pSp repeats the mean for every layer. */
    private Tensor meanW(int wSize) throws CheckpointException {
        if (parameters.rank("mapping.w_avg") != 2) {
            return parameters.tensor("mapping.w_avg", wSize);
        }
        Tensor repeated = parameters.tensor("mapping.w_avg", ANY, wSize);
        float[] values = repeated.floats();
        float[] mean = new float[wSize];
        System.arraycopy(values, 0, mean, 0, wSize);
        for (int k = 0; k < values.length; k++) {
            if (values[k] != mean[k % wSize]) {
                throw parameters.problem("the mean of w differs between the layers, and such a mean is not known here");
            }
        }
        return Tensor.of(mean, wSize);
    }

    // -- Synthesis network --

    private SynthesisBlock block(int resolution, int inputs, int wSize, Architecture architecture, boolean last) throws CheckpointException {
        int index = Integer.numberOfTrailingZeros(resolution) - 2;
        String name = "b" + resolution;
        boolean residual = architecture == Architecture.RESNET && index > 0;
        Optional<ConvolutionParameters> conv0 = index == 0 ? Optional.empty()
                : Optional.of(convolution(name + ".conv0", resolution, 2 * index - 1, inputs, wSize, Resampling.UP, 1));
        // The two branches of a residual block are scaled so that their sum keeps unit variance.
        double gain = residual ? Math.sqrt(0.5) : 1;
        ConvolutionParameters conv1 = convolution(name + ".conv1", resolution, 2 * index,
                conv0.map(ConvolutionParameters::channels).orElse(inputs), wSize, Resampling.NONE, gain);
        Optional<ConvolutionParameters> toRgb = architecture == Architecture.SKIP || last
                ? Optional.of(toRgb(name + ".torgb", 2 * index + 1, conv1.channels(), wSize)) : Optional.empty();
        return new SynthesisBlock(resolution, conv0, conv1, toRgb,
                residual ? Optional.of(residual(name + ".skip", inputs, conv1.channels(), gain)) : Optional.empty());
    }

    private ConvolutionParameters convolution(String name, int resolution, int latentIndex, int inputs, int wSize,
            Resampling resampling, double gain) throws CheckpointException {
        String path = "synthesis." + name;
        parameters.requireActivation(path, Function.LRELU);
        Tensor weight = parameters.tensor(path + ".weight", ANY, inputs, 3, 3);
        Tensor bias = parameters.tensor(path + ".bias", ANY);
        int outputs = weight.size(0);
        boolean concatenated = bias.size(0) == 2 * outputs;
        if (!concatenated && bias.size(0) != outputs) {
            throw parameters.problem("the bias of the layer " + name + " has " + bias.size(0) + " numbers for " + outputs + " channels");
        }
        Activation activation = new Activation(Function.LRELU, Activation.LEAKY_RELU.alpha(),
                (float) (Math.sqrt(2) * gain), (float) (clamp(path) * gain));
        return new ConvolutionParameters(name, latentIndex, Optional.of(affine(path, inputs, wSize)), weight, resampling, true,
                (float) (1 / Math.sqrt(inputs * 9.0)), noise(path, resolution, concatenated), Optional.of(bias), activation);
    }

    private Optional<NoiseParameters> noise(String path, int resolution, boolean concatenated) throws CheckpointException {
        if (parameters.setting(path + ".use_noise").equals(Optional.of("false"))) {
            return Optional.empty();
        }
        float strength = parameters.tensor(path + ".noise_strength").floats()[0];
        boolean stored = !concatenated && parameters.has(path + ".noise_const");
        Optional<Tensor> plane = stored ? Optional.of(parameters.tensor(path + ".noise_const", resolution, resolution)) : Optional.empty();
        return Optional.of(new NoiseParameters(strength, plane, concatenated));
    }

    private ConvolutionParameters toRgb(String name, int latentIndex, int inputs, int wSize) throws CheckpointException {
        String path = "synthesis." + name;
        Tensor weight = parameters.tensor(path + ".weight", ANY, inputs, 1, 1);
        Activation activation = new Activation(Function.LINEAR, 0, 1, (float) clamp(path));
        return new ConvolutionParameters(name, latentIndex, Optional.of(affine(path, inputs, wSize)), weight, Resampling.NONE, false,
                (float) (1 / Math.sqrt(inputs)), Optional.empty(), Optional.of(parameters.tensor(path + ".bias", weight.size(0))), activation);
    }

    private ConvolutionParameters residual(String name, int inputs, int outputs, double gain) throws CheckpointException {
        Tensor weight = parameters.tensor("synthesis." + name + ".weight", outputs, inputs, 1, 1);
        Activation activation = new Activation(Function.LINEAR, 0, (float) gain, Float.POSITIVE_INFINITY);
        return new ConvolutionParameters(name, ANY, Optional.empty(), weight, Resampling.UP, false,
                (float) (1 / Math.sqrt(inputs)), Optional.empty(), Optional.empty(), activation);
    }

    private FullyConnectedParameters affine(String path, int inputs, int wSize) throws CheckpointException {
        return FullyConnectedParameters.equalised(parameters.tensor(path + ".affine.weight", inputs, wSize),
                parameters.tensor(path + ".affine.bias", inputs), 1, Activation.NONE);
    }

    private double clamp(String path) throws CheckpointException {
        return parameters.number(path + ".conv_clamp", Double.POSITIVE_INFINITY);
    }
}
