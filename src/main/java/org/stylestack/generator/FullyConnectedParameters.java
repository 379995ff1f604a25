package org.stylestack.generator;

import org.stylestack.checkpoint.Tensor;

/**
 * A fully connected layer with equalised learning rate: {@code y = activation(weightGain · W x + biasGain · b)}.
 *
 * @param weight     W, [outputs, inputs]
 * @param bias       b, [outputs]
 * @param weightGain learning-rate multiplier / √inputs
 * @param biasGain   learning-rate multiplier
 */
public record FullyConnectedParameters(Tensor weight, Tensor bias, float weightGain, float biasGain, Activation activation) {

    /** A layer whose gains follow from its learning-rate multiplier (1 for affine layers, 0.01 in the mapping network). */
    public static FullyConnectedParameters equalised(Tensor weight, Tensor bias, float learningRateMultiplier, Activation activation) {
        float weightGain = (float) (learningRateMultiplier / Math.sqrt(weight.size(1)));
        return new FullyConnectedParameters(weight, bias, weightGain, learningRateMultiplier, activation);
    }

    public int inputs() {
        return weight.size(1);
    }

    public int outputs() {
        return weight.size(0);
    }
}
