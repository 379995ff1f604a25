package org.stylestack.layer.opencl;

import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Shape;

/** A fully connected layer by {@code opencl/vectors_gpu.cl}. */
final class GpuFullyConnected implements FullyConnected {

    private final GpuLayers layers;
    private final FullyConnectedParameters parameters;
    private final DeviceTensor weight;
    private final DeviceTensor bias;

    GpuFullyConnected(GpuLayers layers, FullyConnectedParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        this.weight = layers.tensors().upload(Shape.vectors(parameters.outputs(), parameters.inputs()), parameters.weight());
        this.bias = layers.tensors().upload(Shape.vectors(1, parameters.outputs()), parameters.bias());
    }

    @Override
    public DeviceTensor apply(DeviceTensor x) {
        int samples = x.shape().n();
        int inputs = parameters.inputs();
        int outputs = parameters.outputs();
        DeviceTensor y = layers.allocate(Shape.vectors(samples, outputs));
        layers.launch(this, new Program("vectors_gpu"), "fully_connected", Range.groups(GpuLayers.VECTOR_GROUP, outputs, samples, 1),
                (long) samples * outputs * inputs, x, weight, bias, y, inputs, outputs, parameters.weightGain(),
                parameters.biasGain(), parameters.activation().slope(), parameters.activation().gain());
        return y;
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
