package org.stylestack.layer.opencl;

import java.util.Optional;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/** A to-RGB layer by {@code opencl/to_rgb_gpu.cl}. */
final class GpuToRgb implements ModulatedConvolution {

    private static final int GROUP = 256;
    /** Outputs that share one reading of the input. */
    private static final int BLOCK = 4;
    /** Groups below which a large GPU has too little to do; the inputs of a pixel are shared by more items then. */
    private static final int MANY_GROUPS = 1 << 10;

    private final GpuLayers layers;
    private final ConvolutionParameters parameters;
    private final DeviceTensor weight;
    private final DeviceTensor bias;

    GpuToRgb(GpuLayers layers, ConvolutionParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        float[] values = parameters.weight().floats();
        for (int k = 0; k < values.length; k++) {
            values[k] *= parameters.weightGain();
        }
        this.weight = layers.upload(Shape.vectors(parameters.outputs(), parameters.inputs()), values);
        this.bias = layers.upload(Shape.vectors(1, parameters.outputs()),
                parameters.bias().map(tensor -> tensor.floats()).orElseGet(() -> new float[parameters.outputs()]));
    }

    /** The program for pictures of a size. */
    static Program program(Shape shape) {
        return new Program("to_rgb_gpu", "#define PIXELS " + pixels(shape) + "\n#define SLICES " + GROUP / pixels(shape) + "\n");
    }

    private static int pixels(Shape shape) {
        int pixels = GROUP;
        while (pixels > GROUP / 16 && shape.h() * shape.w() / pixels < MANY_GROUPS) {
            pixels /= 4;
        }
        return pixels;
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        Shape in = x.shape();
        int pixels = in.h() * in.w();
        int outputs = parameters.outputs();
        Shape shape = new Shape(in.n(), outputs, in.h(), in.w());
        DeviceTensor image = layers.allocate(shape);
        Range range = Range.groups(GROUP, (pixels + pixels(shape) - 1) / pixels(shape), (outputs + BLOCK - 1) / BLOCK, in.n());
        layers.launch(this, program(shape), "to_rgb", range, shape.count() * in.c(), x, weight, style.orElseThrow(), bias, image, in.c(),
                outputs, pixels, parameters.activation().clamp());
        return image;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
