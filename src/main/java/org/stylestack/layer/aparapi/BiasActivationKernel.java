package org.stylestack.layer.aparapi;

/**
 * Noise injection, bias and activation: {@code y = clamp(gain · f(x + strength · noise + bias))}, as bias_act of
 * stylegan2-ada-pytorch. An item is one row of one plane.
 */
final class BiasActivationKernel extends LayerKernel {

    /** N×channels×height×width. */
    float[] x;
    /** Planes of height×width. */
    float[] noise;
    /** [channels]. */
    float[] bias;
    float[] y;
    int channels;
    int height;
    int width;
    /** Distance of the samples' noise planes; 0 where they share one. */
    int noiseStride;
    /** 0 for no noise. */
    float strength;
    /** Ordinal of Activation.Function. */
    int function;
    float alpha;
    float gain;
    float clamp;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int plane = item / height;
            float shift = bias[plane % channels];
            int from = item * width;
            if (strength == 0) {
                for (int k = from; k < from + width; k++) {
                    y[k] = x[k] + shift;
                }
            } else {
                int grain = (plane / channels) * noiseStride + (item % height) * width;
                for (int k = 0; k < width; k++) {
                    y[from + k] = x[from + k] + (strength * noise[grain + k] + shift);
                }
            }
            if (function == 0) {
                for (int k = from; k < from + width; k++) {
                    y[k] = min(clamp, max(-clamp, y[k] * gain));
                }
            } else if (function == 2) {
                for (int k = from; k < from + width; k++) {
                    float value = y[k];
                    y[k] = min(clamp, max(-clamp, (max(value, 0f) + alpha * min(value, 0f)) * gain));
                }
            } else {
                for (int k = from; k < from + width; k++) {
                    y[k] = min(clamp, max(-clamp, activate(y[k]) * gain));
                }
            }
        }
    }

    private float activate(float value) {
        float result = max(value, 0f);
        if (function == 3) {
            result = tanh(value);
        }
        if (function == 4) {
            result = 1f / (1f + exp(-value));
        }
        if (function == 5) {
            result = max(value, 0f) + exp(min(value, 0f)) - 1f;
        }
        if (function == 6) {
            result = 1.0507009873554805f * (max(value, 0f) + 1.6732632423543772f * (exp(min(value, 0f)) - 1f));
        }
        if (function == 7) {
            result = max(value, 0f) + log(1f + exp(-abs(value)));
        }
        if (function == 8) {
            result = value / (1f + exp(-value));
        }
        return result;
    }
}
