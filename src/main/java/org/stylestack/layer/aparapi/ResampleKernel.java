package org.stylestack.layer.aparapi;

/**
 * upfirdn2d: upsample with zeros, pad or crop, filter, downsample (Karras et al. 2020, appendix; the reference is
 * upfirdn2d of stylegan2-ada-pytorch). An item is one row of one output plane; only taps that meet a pixel are visited.
 */
final class ResampleKernel extends LayerKernel {

    /** Planes×inHeight×inWidth. */
    float[] x;
    /** [filterHeight, filterWidth], mirrored, with its gain. */
    float[] taps;
    /** Planes×outHeight×outWidth. */
    float[] y;
    int inHeight;
    int inWidth;
    int outHeight;
    int outWidth;
    int filterHeight;
    int filterWidth;
    int upX;
    int upY;
    int downX;
    int downY;
    int left;
    int top;
    /** upX / gcd(upX, downX): the output columns that one tap meets lie this far apart, */
    int outStep;
    /** downX / gcd(upX, downX): and their input columns this far. */
    int inStep;

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
                int upRow = row * downY + fy - top;
                int inRow = upRow / upY;
                if (upRow >= 0 && inRow < inHeight && inRow * upY == upRow) {
                    int from = (plane * inHeight + inRow) * inWidth;
                    for (int fx = 0; fx < filterWidth; fx++) {
                        float tap = taps[fy * filterWidth + fx];
                        int column = 0;
                        int upColumn = fx - left;
                        while (column < outWidth && (upColumn < 0 || upColumn % upX != 0)) {
                            column++;
                            upColumn += downX;
                        }
                        int source = upColumn / upX;
                        if (outStep == 1 && inStep == 1) {
                            int count = min(outWidth - column, inWidth - source);
                            for (int k = 0; k < count; k++) {
                                y[to + column + k] += tap * x[from + source + k];
                            }
                        } else {
                            while (column < outWidth && source < inWidth) {
                                y[to + column] += tap * x[from + source];
                                column += outStep;
                                source += inStep;
                            }
                        }
                    }
                }
            }
        }
    }
}
