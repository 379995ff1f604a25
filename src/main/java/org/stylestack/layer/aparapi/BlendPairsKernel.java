package org.stylestack.layer.aparapi;

/**
 * Blends the first sample of each pair with the second under a mask: {@code y₀ = x₀·(1 − m) + x₁·m}, {@code y₁ = x₁}. An item is
 * one row of one plane.
 */
final class BlendPairsKernel extends LayerKernel {

    /** N×channels×height×width, N even. */
    float[] x;
    /** height×width, 0 to 1. */
    float[] mask;
    float[] y;
    int channels;
    int height;
    int width;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int from = item * width;
            int other = from;
            if ((item / height / channels) % 2 == 0) {
                other = from + channels * height * width;
            }
            int weights = (item % height) * width;
            for (int k = 0; k < width; k++) {
                float m = mask[weights + k];
                y[from + k] = x[from + k] * (1f - m) + x[other + k] * m;
            }
        }
    }
}
