package org.stylestack.layer.jvm;

import java.util.Arrays;

/**
 * Matrix product on rows: {@code c[i] = Σ a[i, k] · b[k]}. Rows and depth go by threes, the largest step of which C2 makes
 * vector code on JDK 17 as well as on later ones; a is stored accordingly, and the rows beyond the last hold zeros (b) or
 * take what nobody reads (c). Every sum runs in the order of k, so that a row's numbers depend on nothing but that row.
 */
final class Product {

    private static final int STEP = 3;
    /** Steps of depth whose rows of b stay in the L1 cache while all rows of c pass by. */
    private static final int BLOCK = 5;

    private Product() {}

    /** A number of rows, or a depth, in whole steps. */
    static int padded(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    /** Numbers of a. */
    static int size(int rows, int depth) {
        return padded(rows) * padded(depth);
    }

    /** Where a[row, k] lies. */
    static int at(int row, int k, int depth) {
        return (row / STEP * (padded(depth) / STEP) + k / STEP) * STEP * STEP + row % STEP * STEP + k % STEP;
    }

    /**
     * @param c   {@code padded(rows)} rows
     * @param b   {@code padded(depth)} rows
     * @param a   as {@link #at} says, from index {@code from} on
     * @param n   numbers of a row
     */
    static void multiply(float[][] c, float[][] b, float[] a, int from, int rows, int depth, int n) {
        int rowSteps = padded(rows) / STEP;
        int depthSteps = padded(depth) / STEP;
        for (int row = 0; row < padded(rows); row++) {
            Arrays.fill(c[row], 0, n, 0);
        }
        for (int block = 0; block < depthSteps; block += BLOCK) {
            int end = Math.min(depthSteps, block + BLOCK);
            for (int row = 0; row < rowSteps; row++) {
                for (int k = block; k < end; k++) {
                    int at = from + (row * depthSteps + k) * STEP * STEP;
                    step(c[3 * row], c[3 * row + 1], c[3 * row + 2], b[3 * k], b[3 * k + 1], b[3 * k + 2], a, at, n);
                }
            }
        }
    }

    private static void step(float[] c0, float[] c1, float[] c2, float[] b0, float[] b1, float[] b2, float[] a, int at, int n) {
        float a00 = a[at];
        float a01 = a[at + 1];
        float a02 = a[at + 2];
        float a10 = a[at + 3];
        float a11 = a[at + 4];
        float a12 = a[at + 5];
        float a20 = a[at + 6];
        float a21 = a[at + 7];
        float a22 = a[at + 8];
        for (int j = 0; j < n; j++) {
            float x0 = b0[j];
            float x1 = b1[j];
            float x2 = b2[j];
            c0[j] = Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, c0[j])));
            c1[j] = Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, c1[j])));
            c2[j] = Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, c2[j])));
        }
    }
}
