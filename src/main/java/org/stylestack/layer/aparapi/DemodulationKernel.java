package org.stylestack.layer.aparapi;

/**
 * {@code d = 1 / √(Σ (W·s)² + 1e-8)} of each output channel (Karras et al. 2020, equation 3), from the energies
 * {@code e[o, i] = Σ W[o, i, ·]²}; an item is one output channel of one sample.
 */
final class DemodulationKernel extends LayerKernel {

    float[] style;
    float[] energy;
    float[] demodulation;
    int inputs;
    int outputs;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int from = (item / outputs) * inputs;
            int row = (item % outputs) * inputs;
            float sum = 0;
            for (int k = 0; k < inputs; k++) {
                sum += style[from + k] * style[from + k] * energy[row + k];
            }
            demodulation[item] = rsqrt(sum + 1e-8f);
        }
    }
}
