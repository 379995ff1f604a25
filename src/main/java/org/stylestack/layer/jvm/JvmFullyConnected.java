package org.stylestack.layer.jvm;

import static org.stylestack.layer.aparapi.KernelLayers.array;

import org.stylestack.generator.Activation;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Shape;

/** A fully connected layer by {@link VectorProduct}. */
final class JvmFullyConnected implements FullyConnected {

    private final JvmLayers layers;
    private final FullyConnectedParameters parameters;
    private final VectorProduct product;
    private final float[] bias;

    JvmFullyConnected(JvmLayers layers, FullyConnectedParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        this.product = new VectorProduct(layers.pool(), parameters.weight().floats(), parameters.inputs(), parameters.outputs());
        this.bias = parameters.bias().floats();
    }

    @Override
    public DeviceTensor apply(DeviceTensor x) {
        int samples = x.shape().n();
        int outputs = parameters.outputs();
        Activation activation = parameters.activation();
        DeviceTensor tensor = layers.allocate(Shape.vectors(samples, outputs));
        float[] y = array(tensor);
        product.apply(layers, array(x), samples, y);
        for (int k = 0; k < samples * outputs; k++) {
            float v = y[k] * parameters.weightGain() + bias[k % outputs] * parameters.biasGain();
            y[k] = Math.max(v, activation.slope() * v) * activation.gain();
        }
        return tensor;
    }

    @Override
    public void close() {
        // The garbage collector frees the weights.
    }
}
