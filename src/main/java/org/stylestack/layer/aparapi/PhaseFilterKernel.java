package org.stylestack.layer.aparapi;

/**
 * Filters the four phases of {@link UpConvolutionKernel} and joins them; an item is one row of one output plane.
 * The result is {@code upfirdn2d} of the 2H+1 × 2W+1 picture with up = down = 1.
 */
final class PhaseFilterKernel extends LayerKernel {

    /** Planes×2×2×(height+1)×(width+1), where a picture of 2·height+1 × 2·width+1 is valid. */
    float[] x;
    /** [filterHeight, filterWidth], mirrored, with its gain. */
    float[] taps;
    /** Planes×outHeight×outWidth. */
    float[] y;
    int height;
    int width;
    int outHeight;
    int outWidth;
    int filterHeight;
    int filterWidth;
    int left;
    int top;

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int row = item % outHeight;
            int plane = item / outHeight;
            int to = item * outWidth;
            for (int column = 0; column < outWidth; column++) {
                y[to + column] = 0;
            }
            for (int fy = 0; fy < filterHeight; fy++) {
                int inRow = row + fy - top;
                if (inRow >= 0 && inRow <= 2 * height) {
                    for (int fx = 0; fx < filterWidth; fx++) {
                        float tap = taps[fy * filterWidth + fx];
                        int shift = fx - left;
                        for (int q = 0; q < 2; q++) {
                            int phase = (plane * 2 + inRow % 2) * 2 + q;
                            int from = (phase * (height + 1) + inRow / 2) * (width + 1);
                            // Column c of the phase is column 2c+q of the picture, which goes to 2c+q-shift.
                            int begin = max(0, (shift - q + 1) / 2);
                            int end = min(width + 1 - q, (outWidth + shift - q + 1) / 2);
                            for (int column = begin; column < end; column++) {
                                y[to + 2 * column + q - shift] += tap * x[from + column];
                            }
                        }
                    }
                }
            }
        }
    }
}
