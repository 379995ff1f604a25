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
import org.stylestack.layer.opencl.CpuLayouts.Borrowed;

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
        return apply(x, style.orElseThrow(), bias, false);
    }

    @Override
    public Optional<DeviceTensor> applyOnto(DeviceTensor below, DeviceTensor x, Optional<DeviceTensor> style) {
        return doubles() ? Optional.of(apply(x, style.orElseThrow(), below, true)) : Optional.empty();
    }

    /** Whether the kernels know the filter by which the picture below is upsampled. */
    boolean doubles() {
        return filter.height() == 4 && filter.width() == 4;
    }

    /** An image for features of a shape. */
    DeviceTensor allocate(Shape features) {
        return layers.allocate(new Shape(features.n(), parameters.outputs(), features.h(), features.w()));
    }

    /** RGB_ARGUMENTS of {@code opencl/rgb_row_cpu.cl}. */
    Object[] arguments(DeviceTensor styles, DeviceTensor below, DeviceTensor image, boolean skip) {
        return new Object[] {weight, styles, bias, below, skip ? layers.taps(filter) : bias, image, parameters.outputs(),
            parameters.activation().clamp(), skip ? 1 : 0};
    }

    private DeviceTensor apply(DeviceTensor x, DeviceTensor style, DeviceTensor below, boolean skip) {
        Shape shape = x.shape();
        DeviceTensor image = allocate(shape);
        try (Borrowed in = layers.layouts().vectors(x); Borrowed styles = layers.layouts().paddedStyle(style)) {
            Object[] features = {((VectorTensor) in.tensor()).storage(), VectorTensor.padded(parameters.inputs()), shape.h(), shape.w()};
            layers.launch(this, CpuLayers.TO_RGB, "to_rgb", (long) shape.n() * shape.h(),
                    (long) parameters.inputs() * parameters.outputs() * shape.w(),
                    CpuConvolution.join(features, arguments(styles.tensor(), below, image, skip)));
        }
        return image;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
