package org.stylestack.layer.jvm;

import org.stylestack.layer.aparapi.LayerKernel;

/** Orders the weights of a convolution for {@link Product}, an item a block of outputs, in whole steps of the product. */
final class PackKernel extends LayerKernel {

    private static final int BLOCK = 48;

    /** Writes the weights of one pair of channels, given its taps with their gain, row by row. */
    interface Writer {
        void write(int output, int input, double[] taps);
    }

    private final float[] weight;
    private final int outputs;
    private final int inputs;
    private final int taps;
    private final double gain;
    private final Writer writer;

    PackKernel(float[] weight, int outputs, int inputs, double gain, Writer writer) {
        this.weight = weight;
        this.outputs = outputs;
        this.inputs = inputs;
        this.taps = weight.length / outputs / inputs;
        this.gain = gain;
        this.writer = writer;
    }

    void launch(JvmLayers layers) {
        layers.launch(this, (outputs + BLOCK - 1) / BLOCK, (long) BLOCK * inputs * taps * taps);
    }

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            double[] own = new double[taps];
            for (int input = 0; input < inputs; input++) {
                for (int output = item * BLOCK; output < Math.min(outputs, (item + 1) * BLOCK); output++) {
                    for (int k = 0; k < taps; k++) {
                        own[k] = weight[(output * inputs + input) * taps + k] * gain;
                    }
                    writer.write(output, input, own);
                }
            }
        }
    }
}
