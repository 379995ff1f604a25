package org.stylestack.layer.aparapi;

/**
 * The modulated convolution {@code y = d · Σ W · (s x)}, k×k, with padding and stride; correlation, as the references'
 * conv2d. Scaling input and output is the same as scaling the weights (Karras et al. 2020, section 2.2), and lets all
 * samples share W. An item is one row of one output plane.
 */
final class ConvolutionKernel extends LayerKernel {

    /** N×inputs×inHeight×inWidth. */
    float[] x;
    /** [outputs, inputs, size, size], with its gain. */
    float[] weight;
    /** N×inputs. */
    float[] style;
    /** N×outputs. */
    float[] demodulation;
    /** N×outputs×outHeight×outWidth. */
    float[] y;
    int inputs;
    int outputs;
    int inHeight;
    int inWidth;
    int outHeight;
    int outWidth;
    int size;
    int stride;
    int padding;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int row = item % outHeight;
            int plane = item / outHeight;
            int sample = plane / outputs;
            int output = plane % outputs;
            int to = item * outWidth;
            for (int column = 0; column < outWidth; column++) {
                y[to + column] = 0;
            }
            for (int input = 0; input < inputs; input++) {
                float scale = style[sample * inputs + input] * demodulation[plane];
                for (int ky = 0; ky < size; ky++) {
                    int inRow = row * stride + ky - padding;
                    if (inRow >= 0 && inRow < inHeight) {
                        int from = ((sample * inputs + input) * inHeight + inRow) * inWidth;
                        int tap = ((output * inputs + input) * size + ky) * size;
                        if (size == 3 && stride == 1 && padding == 1) {
                            float a = weight[tap] * scale;
                            float b = weight[tap + 1] * scale;
                            float c = weight[tap + 2] * scale;
                            int last = outWidth - 1;
                            y[to] += b * x[from];
                            if (last > 0) {
                                y[to] += c * x[from + 1];
                                y[to + last] += a * x[from + last - 1] + b * x[from + last];
                            }
                            for (int column = 1; column < last; column++) {
                                y[to + column] += a * x[from + column - 1] + b * x[from + column] + c * x[from + column + 1];
                            }
                        } else {
                            for (int kx = 0; kx < size; kx++) {
                                float factor = weight[tap + kx] * scale;
                                int shift = kx - padding;
                                int begin = max(0, (stride - 1 - shift) / stride);
                                int end = min(outWidth, (inWidth - 1 - shift) / stride + 1);
                                for (int column = begin; column < end; column++) {
                                    y[to + column] += factor * x[from + column * stride + shift];
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
