package org.stylestack.layer.opencl;

import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;

/** Makes, on the device, the weights of a 3×3 layer in the orders that the CPU kernels read: {@code opencl/pack_cpu.cl}. */
final class PackedWeights {

    /** Output channels of a work-item. */
    private static final int STRIP = 64;
    static final Program PACK = new Program("pack_cpu");

    private final CpuLayers layers;
    private final ConvolutionParameters parameters;
    private final int inputs;
    private final int outputs;

    PackedWeights(CpuLayers layers, ConvolutionParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        this.inputs = VectorTensor.padded(parameters.inputs());
        this.outputs = VectorTensor.padded(parameters.outputs());
    }

    /** Input channels, padded. */
    int inputs() {
        return inputs;
    }

    /** Output channels, padded. */
    int outputs() {
        return outputs;
    }

    /** U of Winograd's algorithm for tiles of 4×4 or 6×6 pixels. */
    DeviceTensor winograd(int tile) {
        return pack("pack_winograd_" + tile, CpuPlan.points(tile));
    }

    /** U of Winograd's algorithm for the transposed convolution. */
    DeviceTensor winogradUp() {
        return pack("pack_winograd_up", 36);
    }

    /** The taps themselves. */
    DeviceTensor direct() {
        return pack("pack_direct", 9);
    }

    private DeviceTensor pack(String kernel, int points) {
        DeviceTensor packed = layers.tensors().reserve(Shape.vectors(1, Math.toIntExact((long) points * inputs * outputs)));
        try (DeviceTensor weight = raw()) {
            layers.launch(this, PACK, kernel, (long) packedStrips() * inputs / VectorTensor.LANES, 1, weight, packed,
                    parameters.outputs(), parameters.inputs(), outputs, inputs, parameters.weightGain());
        } catch (RuntimeException e) {
            packed.close();
            throw e;
        }
        return packed;
    }

    /** The energies of demodulation, Σ W² of each pair of channels. */
    DeviceTensor energy() {
        DeviceTensor energy = layers.allocate(Shape.vectors(outputs, inputs));
        try (DeviceTensor weight = raw()) {
            layers.launch(this, PACK, "pack_energy", (long) outputs * inputs, 9, weight, energy, parameters.outputs(),
                    parameters.inputs(), inputs, parameters.weightGain());
        }
        return energy;
    }

    private int packedStrips() {
        return (outputs + STRIP - 1) / STRIP;
    }

    private DeviceTensor raw() {
        return layers.tensors().over(Shape.vectors(1, Math.toIntExact(parameters.weight().count())), parameters.weight());
    }
}
