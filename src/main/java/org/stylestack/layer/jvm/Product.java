package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

/**
 * Matrix product on rows: {@code c[i] = Σ a[i, k] · b[k]}. Rows and depth go by threes, the step with the most multiply-adds
 * for its loads and stores of which C2 makes vector code on JDK 17 (its loop may have six arrays); the rows beyond the last
 * hold zeros (b) or take what nobody reads (c). A row's numbers depend on nothing but that row and its place among three.
 * <p>
 * C2 is particular about the loops of a step:
 * <ul>
 * <li>The rows of c add the three products in different orders. Where all have the same, a row of b is the middle one of
 * several sums, and C2 may pair numbers of one with numbers of another, and gives up.
 * <li>A step takes the rows from c and b itself: with the rows as arguments the same loop had two thirds of the speed.
 * </ul>
 */
final class Product {

    private static final int ROWS = 3;
    private static final int DEPTH = 3;
    /** Steps of depth whose rows of b stay in the L1 cache while all rows of c pass by. */
    private static final int BLOCK = 4;

    private Product() {}

    /** A number of rows in whole steps. */
    static int paddedRows(int rows) {
        return (rows + ROWS - 1) / ROWS * ROWS;
    }

    /** A depth in whole steps. */
    static int paddedDepth(int depth) {
        return (depth + DEPTH - 1) / DEPTH * DEPTH;
    }

    /** Rows for b, of n numbers. */
    static float[][] rows(int depth, int n) {
        return Scratch.rows(paddedDepth(depth), n);
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
     * @param c   {@code paddedRows(rows)} rows of {@link Scratch#ROW} numbers
     * @param b   {@code paddedDepth(depth)} rows, as long or made by {@link #rows}
     * @param a   as {@link #at} says, from index {@code from} on
     * @param n   numbers of a row
     */
    static void multiply(float[][] c, float[][] b, float[] a, int from, int rows, int depth, int n) {
        int last = Scratch.end(n);
        int rowSteps = paddedRows(rows) / ROWS;
        int stride = paddedDepth(depth);
        int depthSteps = stride / DEPTH;
        for (int block = 0; block < depthSteps; block += BLOCK) {
            int end = Math.min(depthSteps, block + BLOCK);
            for (int row = 0; row < rowSteps; row++) {
                for (int k = block; k < end; k++) {
                    int i = ROWS * row;
                    int m = DEPTH * k;
                    int at = from + i * stride + m;
                    step(c, i, b, m, a, at, stride, k == 0, last);
                }
            }
        }
    }

    /**
     * The same for one step of depth after the other.
     *
     * @param b     the rows of the step
     * @param depth the whole depth, of which the step begins at k, a multiple of {@code paddedDepth(1)}
     */
    static void add(float[][] c, float[][] b, float[] a, int k, int rows, int depth, int n) {
        int stride = paddedDepth(depth);
        for (int i = 0; i < rows; i += ROWS) {
            step(c, i, b, 0, a, i * stride + k, stride, k == 0, Scratch.end(n));
        }
    }

    /** @param first whether c holds nothing yet */
    private static void step(float[][] c, int i, float[][] b, int m, float[] a, int at, int stride, boolean first, int end) {
        float[] c0 = c[i];
        float[] c1 = c[i + 1];
        float[] c2 = c[i + 2];
        float[] b0 = b[m];
        float[] b1 = b[m + 1];
        float[] b2 = b[m + 2];
        float a00 = a[at];
        float a01 = a[at + 1];
        float a02 = a[at + 2];
        float a10 = a[at + stride];
        float a11 = a[at + stride + 1];
        float a12 = a[at + stride + 2];
        float a20 = a[at + 2 * stride];
        float a21 = a[at + 2 * stride + 1];
        float a22 = a[at + 2 * stride + 2];
        if (first) {
            for (int j = FIRST; j < end; j++) {
                float x0 = b0[j];
                float x1 = b1[j];
                float x2 = b2[j];
                c0[j] = Math.fma(a02, x2, Math.fma(a01, x1, a00 * x0));
                c1[j] = Math.fma(a10, x0, Math.fma(a12, x2, a11 * x1));
                c2[j] = Math.fma(a21, x1, Math.fma(a20, x0, a22 * x2));
            }
        } else {
            for (int j = FIRST; j < end; j++) {
                float x0 = b0[j];
                float x1 = b1[j];
                float x2 = b2[j];
                c0[j] = Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, c0[j])));
                c1[j] = Math.fma(a10, x0, Math.fma(a12, x2, Math.fma(a11, x1, c1[j])));
                c2[j] = Math.fma(a21, x1, Math.fma(a20, x0, Math.fma(a22, x2, c2[j])));
            }
        }
    }
}
