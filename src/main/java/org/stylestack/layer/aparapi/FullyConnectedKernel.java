package org.stylestack.layer.aparapi;

/** {@code y = weightGain · W x + biasGain · b}; an item is one output number of one sample. Four sums keep the adders busy. */
final class FullyConnectedKernel extends LayerKernel {

    float[] x;
    float[] weight;
    float[] bias;
    float[] y;
    int inputs;
    int outputs;
    float weightGain;
    float biasGain;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int output = item % outputs;
            int from = (item / outputs) * inputs;
            int row = output * inputs;
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            int k = 0;
            for (; k < inputs - 3; k += 4) {
                a += x[from + k] * weight[row + k];
                b += x[from + k + 1] * weight[row + k + 1];
                c += x[from + k + 2] * weight[row + k + 2];
                d += x[from + k + 3] * weight[row + k + 3];
            }
            for (; k < inputs; k++) {
                a += x[from + k] * weight[row + k];
            }
            y[item] = (a + b + (c + d)) * weightGain + bias[output] * biasGain;
        }
    }
}
