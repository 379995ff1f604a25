package org.stylestack.layer.aparapi;

/**
 * Joins two tensors along the channels, the second times a strength: {@code y = [a, strength · b]}. An item is one
 * sample's one channel. Where b has one sample, all samples share it.
 */
final class ConcatenateKernel extends LayerKernel {

    float[] a;
    float[] b;
    float[] y;
    int aChannels;
    int bChannels;
    /** Pixels a plane. */
    int pixels;
    /** Distance of b's samples; 0 where they share one. */
    int bStride;
    float strength;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int channels = aChannels + bChannels;
            int sample = item / channels;
            int channel = item % channels;
            int to = item * pixels;
            if (channel < aChannels) {
                int from = (sample * aChannels + channel) * pixels;
                for (int k = 0; k < pixels; k++) {
                    y[to + k] = a[from + k];
                }
            } else {
                int from = sample * bStride + (channel - aChannels) * pixels;
                for (int k = 0; k < pixels; k++) {
                    y[to + k] = strength * b[from + k];
                }
            }
        }
    }
}
