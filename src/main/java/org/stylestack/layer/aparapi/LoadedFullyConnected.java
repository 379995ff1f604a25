package org.stylestack.layer.aparapi;

import static org.stylestack.layer.aparapi.KernelLayers.array;

import org.stylestack.generator.Activation;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Shape;

/** A fully connected layer by {@link FullyConnectedKernel}. */
final class LoadedFullyConnected implements FullyConnected {

    private final KernelLayers layers;
    private final FullyConnectedParameters parameters;
    private final DeviceTensor weight;
    private final DeviceTensor bias;

    LoadedFullyConnected(KernelLayers layers, FullyConnectedParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        this.weight = layers.tensors().upload(Shape.vectors(parameters.outputs(), parameters.inputs()), parameters.weight());
        this.bias = layers.tensors().upload(Shape.vectors(1, parameters.outputs()), parameters.bias());
    }

    @Override
    public DeviceTensor apply(DeviceTensor x) {
        int samples = x.shape().n();
        KernelTensor y = layers.allocate(Shape.vectors(samples, parameters.outputs()));
        FullyConnectedKernel kernel = new FullyConnectedKernel();
        kernel.x = array(x);
        kernel.weight = array(weight);
        kernel.bias = array(bias);
        kernel.y = array(y);
        kernel.inputs = parameters.inputs();
        kernel.outputs = parameters.outputs();
        kernel.weightGain = parameters.weightGain();
        kernel.biasGain = parameters.biasGain();
        layers.launch(kernel, samples * parameters.outputs(), parameters.inputs());
        if (parameters.activation().equals(Activation.NONE)) {
            return y;
        }
        try (y) {
            return layers.biasActivation(y, null, 0, null, parameters.activation());
        }
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
