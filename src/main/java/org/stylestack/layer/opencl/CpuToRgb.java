package org.stylestack.layer.opencl;

import java.util.Optional;
import org.stylestack.generator.Activation;
import org.stylestack.generator.Activation.Function;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/** A to-RGB layer, with the skip's sum or without, by {@code opencl/to_rgb_cpu.cl}. */
final class CpuToRgb implements ModulatedConvolution {

    private final CpuLayers layers;
    private final ConvolutionParameters parameters;
    private final Filter filter;
    private final DeviceTensor weight;
    private final DeviceTensor bias;

    static boolean serves(ConvolutionParameters parameters) {
        Activation activation = parameters.activation();
        return parameters.kernelSize() == 1 && parameters.resampling() == Resampling.NONE && !parameters.demodulate()
                && parameters.noise().isEmpty() && parameters.affine().isPresent()
                && activation.function() == Function.LINEAR && activation.gain() == 1;
    }

    CpuToRgb(CpuLayers layers, ConvolutionParameters parameters, Filter filter) {
        this.layers = layers;
        this.parameters = parameters;
        this.filter = filter;
        int inputs = parameters.inputs();
        int padded = VectorTensor.padded(inputs);
        float[] values = parameters.weight().floats();
        float[] packed = new float[parameters.outputs() * padded];
        for (int k = 0; k < values.length; k++) {
            packed[k / inputs * padded + k % inputs] = values[k] * parameters.weightGain();
        }
        this.weight = layers.upload(Shape.vectors(parameters.outputs(), padded), packed);
        this.bias = layers.upload(Shape.vectors(1, parameters.outputs()),
                parameters.bias().map(tensor -> tensor.floats()).orElseGet(() -> new float[parameters.outputs()]));
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        return apply(x, style.orElseThrow(), bias, bias, false);
    }

    @Override
    public Optional<DeviceTensor> applyOnto(DeviceTensor below, DeviceTensor x, Optional<DeviceTensor> style) {
        if (filter.height() != 4 || filter.width() != 4) {
            return Optional.empty();
        }
        return Optional.of(apply(x, style.orElseThrow(), below, layers.taps(filter), true));
    }

    private DeviceTensor apply(DeviceTensor x, DeviceTensor style, DeviceTensor below, DeviceTensor taps, boolean skip) {
        Shape shape = x.shape();
        DeviceTensor image = layers.allocate(new Shape(shape.n(), parameters.outputs(), shape.h(), shape.w()));
        try (CpuLayers.Borrowed in = layers.vectors(x); CpuLayers.Borrowed styles = layers.paddedStyle(style)) {
            layers.launch(this, CpuLayers.TO_RGB, "to_rgb", (long) shape.n() * shape.h(),
                    (long) parameters.inputs() * parameters.outputs() * shape.w(), ((VectorTensor) in.tensor()).storage(), weight,
                    styles.tensor(), bias, below, taps, image, VectorTensor.padded(parameters.inputs()), parameters.outputs(),
                    shape.h(), shape.w(), parameters.activation().clamp(), skip ? 1 : 0);
        }
        return image;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
