package org.stylestack.layer.aparapi;

/** {@code y = x / √(mean(x²) + 1e-8)} of each vector (PixelNorm; Karras et al. 2018, section 4.2); an item is a vector. */
final class NormalizeKernel extends LayerKernel {

    float[] x;
    float[] y;
    int size;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            float sum = 0;
            for (int k = item * size; k < (item + 1) * size; k++) {
                sum += x[k] * x[k];
            }
            float scale = rsqrt(sum / size + 1e-8f);
            for (int k = item * size; k < (item + 1) * size; k++) {
                y[k] = x[k] * scale;
            }
        }
    }
}
