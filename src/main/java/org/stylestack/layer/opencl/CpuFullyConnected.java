package org.stylestack.layer.opencl;

import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Shape;

/** A fully connected layer by {@code opencl/vectors_cpu.cl}. */
final class CpuFullyConnected implements FullyConnected {

    private final CpuLayers layers;
    private final FullyConnectedParameters parameters;
    private final DeviceTensor weight;
    private final DeviceTensor bias;

    static boolean serves(FullyConnectedParameters parameters) {
        return parameters.activation().isLeaky() && Float.isInfinite(parameters.activation().clamp());
    }

    CpuFullyConnected(CpuLayers layers, FullyConnectedParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        this.weight = layers.load(Shape.vectors(parameters.outputs(), parameters.inputs()), parameters.weight());
        this.bias = layers.load(Shape.vectors(1, parameters.outputs()), parameters.bias());
    }

    @Override
    public DeviceTensor apply(DeviceTensor x) {
        int samples = x.shape().n();
        int inputs = parameters.inputs();
        int outputs = parameters.outputs();
        DeviceTensor y = layers.allocate(Shape.vectors(samples, outputs));
        layers.launch(this, CpuLayers.VECTORS, "fully_connected", (long) samples * outputs, inputs, x, weight, bias, y, inputs, outputs,
                parameters.weightGain(), parameters.biasGain(), parameters.activation().slope(), parameters.activation().gain());
        return y;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
