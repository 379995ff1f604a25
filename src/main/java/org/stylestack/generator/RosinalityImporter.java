package org.stylestack.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;

/**
 * Reads a skip generator under the parameter names of rosinality's stylegan2-pytorch, which PaddleGAN shares:
 * style.N, input.input, conv1, to_rgb1, convs.N, to_rgbs.N, noises.noise_N.
 */
final class RosinalityImporter {

    private static final float DEFAULT_MAPPING_MULTIPLIER = 0.01f;

    private final Checkpoint checkpoint;
    private final Map<String, Tensor> tensors;

    RosinalityImporter(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.tensors = checkpoint.tensors();
    }

    Generator generator() throws CheckpointException {
        if (!tensors.containsKey("style.1.weight") || !tensors.containsKey("input.input")) {
            throw problem("holds no StyleGAN2 generator: tensors named style.1.weight and input.input were expected among its "
                    + tensors.size());
        }
        MappingNetwork mapping = mapping();
        Tensor input = required("input.input", 1, -1, 4, 4);
        int channels = input.size(1);
        List<SynthesisBlock> blocks = new ArrayList<>();
        ConvolutionParameters first = convolution("conv1", "b4.conv1", 0, channels, Resampling.NONE, 4, 0, mapping.wSize());
        int images = required("to_rgb1.bias", 1, -1, 1, 1).size(1);
        channels = first.channels();
        blocks.add(new SynthesisBlock(4, Optional.empty(), first,
                Optional.of(toRgb("to_rgb1", "b4.torgb", 1, channels, images, mapping.wSize())), Optional.empty()));
        for (int n = 0; tensors.containsKey("convs." + 2 * n + ".conv.weight"); n++) {
            int resolution = 8 << n;
            String block = "b" + resolution;
            ConvolutionParameters conv0 = convolution("convs." + 2 * n, block + ".conv0", 2 * n + 1, channels,
                    Resampling.UP, resolution, 2 * n + 1, mapping.wSize());
            ConvolutionParameters conv1 = convolution("convs." + (2 * n + 1), block + ".conv1", 2 * n + 2, conv0.channels(),
                    Resampling.NONE, resolution, 2 * n + 2, mapping.wSize());
            channels = conv1.channels();
            ConvolutionParameters toRgb = toRgb("to_rgbs." + n, block + ".torgb", 2 * n + 3, channels, images, mapping.wSize());
            blocks.add(new SynthesisBlock(resolution, Optional.of(conv0), conv1, Optional.of(toRgb), Optional.empty()));
        }
        if (blocks.size() < 2) {
            throw problem("the tensor convs.0.conv.weight is missing: a generator has at least the resolutions 4×4 and 8×8");
        }
        requireFinite();
        return new Generator(Architecture.SKIP, filter(), mapping, input.reshape(input.size(1), 4, 4), List.copyOf(blocks),
                Optional.ofNullable(meanW(mapping.wSize())));
    }

    private MappingNetwork mapping() throws CheckpointException {
        List<FullyConnectedParameters> layers = new ArrayList<>();
        float multiplier = mappingMultiplier();
        int inputs = -1;
        for (int n = 1; tensors.containsKey("style." + n + ".weight"); n++) {
            Tensor weight = required("style." + n + ".weight", -1, inputs);
            layers.add(FullyConnectedParameters.equalised(weight, required("style." + n + ".bias", weight.size(0)),
                    multiplier, Activation.LEAKY_RELU));
            inputs = weight.size(0);
        }
        return new MappingNetwork(layers.get(0).inputs(), Optional.empty(), List.copyOf(layers));
    }

    private float mappingMultiplier() throws CheckpointException {
        String setting = checkpoint.settings().get("lr_mlp");
        try {
            return setting == null ? DEFAULT_MAPPING_MULTIPLIER : Float.parseFloat(setting);
        } catch (NumberFormatException e) {
            throw new CheckpointException(checkpoint.file(), "the setting lr_mlp is \"" + setting + "\", not a number", e);
        }
    }

    private ConvolutionParameters convolution(String from, String name, int latentIndex, int inputs, Resampling resampling,
            int resolution, int noiseIndex, int wSize) throws CheckpointException {
        Tensor weight = required(from + ".conv.weight", 1, -1, inputs, 3, 3);
        int outputs = weight.size(1);
        Tensor bias = required(from + ".activate.bias", -1);
        if (bias.size(0) != outputs && bias.size(0) != 2 * outputs) {
            throw problem("the tensor " + from + ".activate.bias has " + bias.size(0) + " numbers for " + outputs + " channels");
        }
        boolean concatenated = bias.size(0) == 2 * outputs;
        Optional<Tensor> plane = concatenated ? Optional.empty() : noisePlane(noiseIndex, resolution);
        float strength = required(from + ".noise.weight", 1).floats()[0];
        return new ConvolutionParameters(name, latentIndex, Optional.of(affine(from, inputs, wSize)),
                weight.reshape(outputs, inputs, 3, 3), resampling, true, (float) (1 / Math.sqrt(inputs * 9.0)),
                Optional.of(new NoiseParameters(strength, plane, concatenated)), Optional.of(bias), Activation.LEAKY_RELU);
    }

    private Optional<Tensor> noisePlane(int index, int resolution) throws CheckpointException {
        String name = "noises.noise_" + index;
        return tensors.containsKey(name)
                ? Optional.of(required(name, 1, 1, resolution, resolution).reshape(resolution, resolution))
                : Optional.empty();
    }

    private ConvolutionParameters toRgb(String from, String name, int latentIndex, int inputs, int images, int wSize)
            throws CheckpointException {
        Tensor weight = required(from + ".conv.weight", 1, images, inputs, 1, 1);
        return new ConvolutionParameters(name, latentIndex, Optional.of(affine(from, inputs, wSize)),
                weight.reshape(images, inputs, 1, 1), Resampling.NONE, false, (float) (1 / Math.sqrt(inputs)),
                Optional.empty(), Optional.of(required(from + ".bias", 1, images, 1, 1).reshape(images)), Activation.NONE);
    }

    private FullyConnectedParameters affine(String from, int inputs, int wSize) throws CheckpointException {
        return FullyConnectedParameters.equalised(required(from + ".conv.modulation.weight", inputs, wSize),
                required(from + ".conv.modulation.bias", inputs), 1, Activation.NONE);
    }

    private Filter filter() throws CheckpointException {
        if (!tensors.containsKey("convs.0.conv.blur.kernel")) {
            return Filter.separable(1, 3, 3, 1);
        }
        Tensor kernel = required("convs.0.conv.blur.kernel", -1, -1);
        return new Filter(kernel.size(0), kernel.size(1), kernel.floats()).times(0.25);
    }

    private Tensor meanW(int wSize) throws CheckpointException {
        return tensors.containsKey("latent_avg") ? required("latent_avg", wSize) : null;
    }

    /** The tensor of that name, which must have that shape; -1 stands for any size. */
    private Tensor required(String name, int... shape) throws CheckpointException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw problem("the tensor " + name + " is missing from the generator");
        }
        boolean fits = tensor.rank() == shape.length;
        for (int k = 0; fits && k < shape.length; k++) {
            fits = shape[k] == -1 ? tensor.size(k) > 0 : tensor.size(k) == shape[k];
        }
        if (!fits) {
            throw problem("the tensor " + name + " has the shape " + Tensor.describe(tensor.shape()) + ", but "
                    + Tensor.describe(shape).replace("-1", "any") + " was expected");
        }
        return tensor;
    }

    private void requireFinite() throws CheckpointException {
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            for (float value : entry.getValue().floats()) {
                if (!Float.isFinite(value)) {
                    throw problem("the tensor " + entry.getKey() + " holds " + value + "; the file is damaged, or training diverged");
                }
            }
        }
    }

    private CheckpointException problem(String text) {
        return new CheckpointException(checkpoint.file(), text);
    }
}
