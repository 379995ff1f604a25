package org.stylestack.layer.jvm;

import java.util.Arrays;

/**
 * Matrix product on rows: {@code c[i] = Σ a[i, k] · b[k]}. Rows go by twos and the depth by fours, the
 * largest step of which C2 makes vector code on JDK 17 as well as on later ones; the rows beyond the last hold zeros (b) or
 * take what nobody reads (c). Every sum runs in the order of k, so that a row's numbers depend on nothing but that row.
 * <p>
 * C2 unrolls a loop by the lengths that it has seen when it compiles it: after short rows a step would stay slow for long
 * ones. Short rows therefore have a loop of their own. A step takes the rows from c and b itself: with the rows as arguments
 * the same loop had two thirds of the speed.
 */
final class Product {

    private static final int ROWS = 2;
    private static final int DEPTH = 4;
    /** Steps of depth whose rows of b stay in the L1 cache while all rows of c pass by. */
    private static final int BLOCK = 3;
    /** The least length of long rows. */
    private static final int LONG = 200;

    private Product() {}

    /** A number of rows in whole steps. */
    static int paddedRows(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /** A depth in whole steps. */
    static int paddedDepth(int depth) {
        return (depth + DEPTH - 1) / DEPTH * DEPTH;
    }

    /** Numbers of a. */
    static int size(int rows, int depth) {
        return paddedRows(rows) * paddedDepth(depth);
    }

    /** Where a[row, k] lies. */
    static int at(int row, int k, int depth) {
        return row * paddedDepth(depth) + k;
    }

    /**
     * @param c   {@code paddedRows(rows)} rows
     * @param b   {@code paddedDepth(depth)} rows
     * @param a   as {@link #at} says, from index {@code from} on
     * @param n   numbers of a row
     */
    static void multiply(float[][] c, float[][] b, float[] a, int from, int rows, int depth, int n) {
        int rowSteps = paddedRows(rows) / ROWS;
        int stride = paddedDepth(depth);
        int depthSteps = stride / DEPTH;
        for (int row = 0; row < paddedRows(rows); row++) {
            Arrays.fill(c[row], 0, n, 0);
        }
        for (int block = 0; block < depthSteps; block += BLOCK) {
            int end = Math.min(depthSteps, block + BLOCK);
            for (int row = 0; row < rowSteps; row++) {
                for (int k = block; k < end; k++) {
                    int i = ROWS * row;
                    int m = DEPTH * k;
                    int at = from + i * stride + m;
                    if (n >= LONG) {
                        step(c, i, b, m, a, at, stride, n);
                    } else {
                        shortStep(c, i, b, m, a, at, stride, n);
                        shortStep(c, i, b, m + 2, a, at + 2, stride, n);
                    }
                }
            }
        }
    }

    private static void step(float[][] c, int i, float[][] b, int m, float[] a, int at, int stride, int n) {
        float[] c0 = c[i];
        float[] c1 = c[i + 1];
        float[] b0 = b[m];
        float[] b1 = b[m + 1];
        float[] b2 = b[m + 2];
        float[] b3 = b[m + 3];
        float a00 = a[at];
        float a01 = a[at + 1];
        float a02 = a[at + 2];
        float a03 = a[at + 3];
        float a10 = a[at + stride];
        float a11 = a[at + stride + 1];
        float a12 = a[at + stride + 2];
        float a13 = a[at + stride + 3];
        for (int j = 0; j < n; j++) {
            float x0 = b0[j];
            float x1 = b1[j];
            float x2 = b2[j];
            float x3 = b3[j];
            c0[j] = Math.fma(a03, x3, Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, c0[j]))));
            c1[j] = Math.fma(x3, a13, Math.fma(x2, a12, Math.fma(x1, a11, Math.fma(x0, a10, c1[j]))));
        }
    }

    private static void shortStep(float[][] c, int i, float[][] b, int m, float[] a, int at, int stride, int n) {
        float[] c0 = c[i];
        float[] c1 = c[i + 1];
        float[] b0 = b[m];
        float[] b1 = b[m + 1];
        float a00 = a[at];
        float a01 = a[at + 1];
        float a10 = a[at + stride];
        float a11 = a[at + stride + 1];
        for (int j = 0; j < n; j++) {
            float x0 = b0[j];
            float x1 = b1[j];
            c0[j] = Math.fma(a01, x1, Math.fma(a00, x0, c0[j]));
            c1[j] = Math.fma(a11, x1, Math.fma(a10, x0, c1[j]));
        }
    }
}
