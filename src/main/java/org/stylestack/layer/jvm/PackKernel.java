package org.stylestack.layer.jvm;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.layer.aparapi.LayerKernel;

/** Orders the weights of a convolution for {@link Product}, an item a block of outputs, in whole steps of the product. */
final class PackKernel extends LayerKernel {

    private static final int BLOCK = 48;

    /** Writes the weights of one pair of channels: its taps with their gain, row by row, or their transforms. */
    interface Writer {
        void write(int output, int input, double[] weights);
    }

    private final FloatBuffer weight;
    private final int outputs;
    private final int inputs;
    private final int taps;
    private final double gain;
    private final Optional<Winograd> algorithm;
    private final Writer writer;

    PackKernel(ConvolutionParameters parameters, Optional<Winograd> algorithm, Writer writer) {
        this.weight = parameters.weight().values();
        this.outputs = parameters.outputs();
        this.inputs = parameters.inputs();
        this.taps = parameters.kernelSize() * parameters.kernelSize();
        this.gain = parameters.weightGain();
        this.algorithm = algorithm;
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
            double[] kernels = algorithm.map(winograd -> new double[winograd.kernels()]).orElse(own);
            for (int input = 0; input < inputs; input++) {
                for (int output = item * BLOCK; output < Math.min(outputs, (item + 1) * BLOCK); output++) {
                    write(output, input, own, kernels);
                }
            }
        }
    }

    private void write(int output, int input, double[] own, double[] kernels) {
        for (int k = 0; k < taps; k++) {
            own[k] = weight.get((output * inputs + input) * taps + k) * gain;
        }
        if (algorithm.isPresent()) {
            algorithm.get().kernels(own, kernels);
        }
        writer.write(output, input, kernels);
    }
}
