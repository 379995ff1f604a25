package org.stylestack.layer.aparapi;

import static org.stylestack.layer.aparapi.KernelLayers.array;

import java.util.Optional;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Padding;
import org.stylestack.layer.Resample;
import org.stylestack.layer.Shape;

/**
 * A modulated convolution by the kernels of this package. Where it resamples, the order of convolution and filter is that
 * of conv2d_resample in stylegan2-ada-pytorch: up, 3×3: transposed convolution, filter; up, 1×1: convolution, upfirdn2d;
 * down: filter (and, for 1×1, decimation), convolution.
 */
final class LoadedConvolution implements ModulatedConvolution {

    private final KernelLayers layers;
    private final ConvolutionParameters parameters;
    private final Filter filter;
    private final DeviceTensor weight;
    private final Optional<DeviceTensor> energy;
    private final Optional<DeviceTensor> bias;

    LoadedConvolution(KernelLayers layers, ConvolutionParameters parameters, Filter filter) {
        this.layers = layers;
        this.parameters = parameters;
        this.filter = filter;
        float[] values = parameters.weight().floats();
        for (int k = 0; k < values.length; k++) {
            values[k] *= parameters.weightGain();
        }
        int size = parameters.kernelSize();
        this.weight = layers.upload(new Shape(parameters.outputs(), parameters.inputs(), size, size), values);
        this.energy = parameters.demodulate()
                ? Optional.of(layers.upload(Shape.vectors(parameters.outputs(), parameters.inputs()), energy(values, size * size)))
                : Optional.empty();
        this.bias = parameters.bias().map(tensor -> layers.tensors().upload(Shape.vectors(1, tensor.size(0)), tensor));
    }

    private static float[] energy(float[] weight, int taps) {
        float[] energy = new float[weight.length / taps];
        for (int k = 0; k < weight.length; k++) {
            energy[k / taps] += weight[k] * weight[k];
        }
        return energy;
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        try (DeviceTensor y = convolve(x, style)) {
            return inject(y, noise);
        }
    }

    private DeviceTensor convolve(DeviceTensor x, Optional<DeviceTensor> style) {
        int samples = x.shape().n();
        float[] styles = style.map(KernelLayers::array).orElseGet(() -> array(layers.tensors().constant(samples * parameters.inputs(), 1)));
        if (energy.isEmpty()) {
            return resampled(x, styles, array(layers.tensors().constant(samples * parameters.outputs(), 1)));
        }
        try (KernelTensor demodulation = layers.allocate(Shape.vectors(samples, parameters.outputs()))) {
            DemodulationKernel kernel = new DemodulationKernel();
            kernel.style = styles;
            kernel.energy = array(energy.get());
            kernel.demodulation = array(demodulation);
            kernel.inputs = parameters.inputs();
            kernel.outputs = parameters.outputs();
            layers.launch(kernel, samples * parameters.outputs(), parameters.inputs());
            return resampled(x, styles, array(demodulation));
        }
    }

    private DeviceTensor resampled(DeviceTensor x, float[] styles, float[] demodulation) {
        boolean pointwise = parameters.kernelSize() == 1;
        int fh = filter.height();
        int fw = filter.width();
        switch (parameters.resampling()) {
            case UP -> {
                if (!pointwise) {
                    return upConvolution(x, styles, demodulation);
                }
                try (DeviceTensor y = convolution(x, styles, demodulation, 1, 0)) {
                    return layers.resample(y, filter, Resample.doubling(fh, fw));
                }
            }
            case DOWN -> {
                Padding around = new Padding(1 + (fw - 1) / 2, 1 + (fw - 2) / 2, 1 + (fh - 1) / 2, 1 + (fh - 2) / 2);
                Resample before = pointwise ? Resample.halving(fh, fw) : Resample.filter(around, 1);
                try (DeviceTensor filtered = layers.resample(x, filter, before)) {
                    return convolution(filtered, styles, demodulation, pointwise ? 1 : 2, 0);
                }
            }
            default -> {
                return convolution(x, styles, demodulation, 1, parameters.kernelSize() / 2);
            }
        }
    }

    private DeviceTensor convolution(DeviceTensor x, float[] styles, float[] demodulation, int stride, int padding) {
        Shape in = x.shape();
        int size = parameters.kernelSize();
        int outHeight = (in.h() + 2 * padding - size) / stride + 1;
        int outWidth = (in.w() + 2 * padding - size) / stride + 1;
        KernelTensor y = layers.allocate(new Shape(in.n(), parameters.outputs(), outHeight, outWidth));
        ConvolutionKernel kernel = new ConvolutionKernel();
        kernel.x = array(x);
        kernel.weight = array(weight);
        kernel.style = styles;
        kernel.demodulation = demodulation;
        kernel.y = array(y);
        kernel.inputs = parameters.inputs();
        kernel.outputs = parameters.outputs();
        kernel.inHeight = in.h();
        kernel.inWidth = in.w();
        kernel.outHeight = outHeight;
        kernel.outWidth = outWidth;
        kernel.size = size;
        kernel.stride = stride;
        kernel.padding = padding;
        layers.launch(kernel, in.n() * parameters.outputs() * outHeight, (long) parameters.inputs() * size * size * outWidth);
        return y;
    }

    private DeviceTensor upConvolution(DeviceTensor x, float[] styles, float[] demodulation) {
        Shape in = x.shape();
        try (KernelTensor phases = layers.allocate(new Shape(in.n(), parameters.outputs() * 4, in.h() + 1, in.w() + 1))) {
            UpConvolutionKernel kernel = new UpConvolutionKernel();
            kernel.x = array(x);
            kernel.weight = array(weight);
            kernel.style = styles;
            kernel.demodulation = demodulation;
            kernel.y = array(phases);
            kernel.inputs = parameters.inputs();
            kernel.outputs = parameters.outputs();
            kernel.height = in.h();
            kernel.width = in.w();
            layers.launch(kernel, in.n() * parameters.outputs() * 4 * (in.h() + 1), (long) parameters.inputs() * 9 / 4 * (in.w() + 1));
            return filterPhases(phases, in);
        }
    }

    private DeviceTensor filterPhases(KernelTensor phases, Shape in) {
        int left = (filter.width() + 1) / 2 - 1;
        int top = (filter.height() + 1) / 2 - 1;
        KernelTensor y = layers.allocate(new Shape(in.n(), parameters.outputs(), 2 * in.h(), 2 * in.w()));
        PhaseFilterKernel kernel = new PhaseFilterKernel();
        kernel.x = array(phases);
        kernel.taps = array(layers.tensors().taps(filter, 4));
        kernel.y = array(y);
        kernel.height = in.h();
        kernel.width = in.w();
        kernel.outHeight = 2 * in.h();
        kernel.outWidth = 2 * in.w();
        kernel.filterHeight = filter.height();
        kernel.filterWidth = filter.width();
        kernel.left = left;
        kernel.top = top;
        layers.launch(kernel, in.n() * parameters.outputs() * 2 * in.h(), (long) filter.taps().length * 2 * in.w());
        return y;
    }

    private DeviceTensor inject(DeviceTensor y, Optional<DeviceTensor> noise) {
        Activation activation = parameters.activation();
        if (parameters.noise().isEmpty()) {
            return layers.biasActivation(y, null, 0, bias.orElse(null), activation);
        }
        NoiseParameters injection = parameters.noise().get();
        if (!injection.concatenated()) {
            return layers.biasActivation(y, noise.orElse(null), injection.strength(), bias.orElse(null), activation);
        }
        // With strength 0 the map's numbers do not matter: any of the right shape stands for no noise.
        float strength = noise.isPresent() ? injection.strength() : 0;
        try (DeviceTensor both = layers.concatenate(y, noise.orElse(y), strength)) {
            return layers.biasActivation(both, null, 0, bias.orElse(null), activation);
        }
    }

    @Override
    public void close() {
        weight.close();
        energy.ifPresent(DeviceTensor::close);
        bias.ifPresent(DeviceTensor::close);
    }
}
