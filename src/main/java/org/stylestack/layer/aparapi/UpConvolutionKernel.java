package org.stylestack.layer.aparapi;

/**
 * The modulated 3×3 transposed convolution with stride 2. The 2H+1 × 2W+1 picture is left as its four phases, so that
 * every loop runs along memory: {@code y[n, o, p, q, r, c]} is the pixel (2r+p, 2c+q), with H+1 × W+1 places a phase;
 * {@link PhaseFilterKernel} reads them. An item is one row of one phase.
 */
final class UpConvolutionKernel extends LayerKernel {

    /** N×inputs×height×width. */
    float[] x;
    /** [outputs, inputs, 3, 3], with its gain. */
    float[] weight;
    /** N×inputs. */
    float[] style;
    /** N×outputs. */
    float[] demodulation;
    /** N×outputs×2×2×(height+1)×(width+1). */
    float[] y;
    int inputs;
    int outputs;
    int height;
    int width;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int row = item % (height + 1);
            int phase = item / (height + 1);
            int q = phase % 2;
            int p = (phase / 2) % 2;
            int plane = phase / 4;
            int sample = plane / outputs;
            int output = plane % outputs;
            int to = item * (width + 1);
            for (int column = 0; column <= width; column++) {
                y[to + column] = 0;
            }
            for (int input = 0; input < inputs; input++) {
                float scale = style[sample * inputs + input] * demodulation[plane];
                for (int ky = p; ky < 3; ky += 2) {
                    int inRow = row - ky / 2;
                    if (inRow >= 0 && inRow < height) {
                        int from = ((sample * inputs + input) * height + inRow) * width;
                        int tap = ((output * inputs + input) * 3 + ky) * 3;
                        if (q == 1) {
                            float b = weight[tap + 1] * scale;
                            for (int column = 0; column < width; column++) {
                                y[to + column] += b * x[from + column];
                            }
                        } else {
                            float a = weight[tap] * scale;
                            float c = weight[tap + 2] * scale;
                            y[to] += a * x[from];
                            y[to + width] += c * x[from + width - 1];
                            for (int column = 1; column < width; column++) {
                                y[to + column] += a * x[from + column] + c * x[from + column - 1];
                            }
                        }
                    }
                }
            }
        }
    }
}
