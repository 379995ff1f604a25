package org.stylestack.layer.opencl;

import java.util.Optional;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;

/**
 * The weights of a 3×3 layer in the orders that the GPU kernels read, made on the device at first need:
 * {@code opencl/pack_gpu.cl}.
 */
final class GpuWeights implements AutoCloseable {

    private final GpuLayers layers;
    private final ConvolutionParameters parameters;
    private Optional<DeviceTensor> winograd = Optional.empty();
    private Optional<DeviceTensor> direct = Optional.empty();
    private final Optional<DeviceTensor> energy;

    GpuWeights(GpuLayers layers, ConvolutionParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        Shape pairs = Shape.vectors(parameters.outputs(), parameters.inputs());
        this.energy = parameters.demodulate() ? Optional.of(pack("pack_energy", pairs)) : Optional.empty();
    }

    /** Input channels, padded. */
    int inputs() {
        return padded(parameters.inputs());
    }

    /** Output channels, padded. */
    int outputs() {
        return padded(parameters.outputs());
    }

    private static int padded(int channels) {
        return (channels + Tile.DEPTH - 1) / Tile.DEPTH * Tile.DEPTH;
    }

    /** U of Winograd's algorithm, [36][inputs][outputs]. */
    DeviceTensor winograd() {
        if (winograd.isEmpty()) {
            winograd = Optional.of(pack("pack_winograd", new Shape(1, 36, inputs(), outputs())));
        }
        return winograd.get();
    }

    /** The taps themselves, [9][inputs][outputs]. */
    DeviceTensor direct() {
        if (direct.isEmpty()) {
            direct = Optional.of(pack("pack_direct", new Shape(1, 9, inputs(), outputs())));
        }
        return direct.get();
    }

    /** Σ W² of each pair of channels, [outputs][inputs], not padded; empty for a layer that is not demodulated. */
    Optional<DeviceTensor> energy() {
        return energy;
    }

    private DeviceTensor pack(String kernel, Shape shape) {
        DeviceTensor packed = layers.tensors().reserve(shape);
        Shape raw = Shape.vectors(1, Math.toIntExact(parameters.weight().count()));
        try (DeviceTensor weight = layers.tensors().upload(raw, parameters.weight())) {
            layers.launch(this, new Program("pack_gpu"), kernel, Range.plane(outputs(), inputs(), Tile.DEPTH, 4),
                    36L * inputs() * outputs(), weight, packed, parameters.outputs(), parameters.inputs(), parameters.weightGain());
        } catch (RuntimeException e) {
            packed.close();
            throw e;
        }
        return packed;
    }

    @Override
    public void close() {
        winograd.ifPresent(DeviceTensor::close);
        direct.ifPresent(DeviceTensor::close);
        energy.ifPresent(DeviceTensor::close);
    }
}
