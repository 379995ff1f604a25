package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;
import static org.stylestack.layer.jvm.Scratch.end;

/**
 * The transposed 3×3 convolution with stride 2, all four phases of it. In each direction the even phase sums two taps, by
 * F(3, 2) with the points 0, ±1 and infinity, and the odd phase has one tap, so that its three points are the pixels: 7·7
 * products for 3·3 places, where directly there are 81.
 */
final class UpWinograd implements Winograd {

    private static final int TILE = 3;
    private static final int SIDE = 4;
    private static final int POINTS = SIDE + TILE;

    @Override
    public int tile() {
        return TILE;
    }

    @Override
    public int side() {
        return SIDE;
    }

    @Override
    public int phases() {
        return 2;
    }

    @Override
    public int points() {
        return POINTS * POINTS;
    }

    /** The odd phase's points share one. */
    @Override
    public int kernels() {
        return (SIDE + 1) * (SIDE + 1);
    }

    @Override
    public int kernel(int point) {
        return Math.min(point / POINTS, SIDE) * (SIDE + 1) + Math.min(point % POINTS, SIDE);
    }

    @Override
    public void kernels(double[] taps, double[] kernels) {
        Winograd.kernels(taps, UpWinograd::transform, kernels, SIDE + 1);
    }

    /** Even places sum tap 2 times the pixel before and tap 0 times their own, odd ones tap 1 times their own. */
    private static void transform(double t0, double t1, double t2, double[] o, int at, int step) {
        o[at] = t2;
        o[at + step] = (t2 + t0) / 2;
        o[at + 2 * step] = (t2 - t0) / 2;
        o[at + 3 * step] = t0;
        o[at + 4 * step] = t1;
    }

    @Override
    public void input(float[][] pixels, float[][] halfway, float[][] points, int n) {
        for (int j = 0; j < SIDE; j++) {
            input(pixels[j], pixels[SIDE + j], pixels[2 * SIDE + j], pixels[3 * SIDE + j], halfway, j, SIDE, n);
        }
        for (int i = 0; i < POINTS; i++) {
            float[][] row = i < SIDE ? halfway : pixels;
            int at = i < SIDE ? SIDE * i : SIDE * (i - TILE);
            input(row[at], row[at + 1], row[at + 2], row[at + 3], points, POINTS * i, 1, n);
            for (int j = 0; j < TILE; j++) {
                System.arraycopy(row[at + 1 + j], FIRST, points[POINTS * i + SIDE + j], FIRST, n);
            }
        }
    }

    private static void input(float[] d0, float[] d1, float[] d2, float[] d3, float[][] o, int to, int step, int n) {
        subtract(d0, d2, o[to], n);
        addAndSubtract(d2, d1, o[to + step], o[to + 2 * step], n);
        subtract(d3, d1, o[to + 3 * step], n);
    }

    private static void subtract(float[] a, float[] b, float[] o, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            o[j] = a[j] - b[j];
        }
    }

    private static void addAndSubtract(float[] a, float[] b, float[] sum, float[] difference, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            sum[j] = a[j] + b[j];
            difference[j] = a[j] - b[j];
        }
    }

    @Override
    public void output(float[][] points, float[][] halfway, float[][] places, int n) {
        for (int j = 0; j < POINTS; j++) {
            output(points[j], points[POINTS + j], points[2 * POINTS + j], points[3 * POINTS + j], halfway, j, POINTS, n);
        }
        for (int i = 0; i < 2 * TILE; i++) {
            boolean even = i % 2 == 0;
            float[][] row = even ? halfway : points;
            int at = POINTS * (even ? i / 2 : SIDE + i / 2);
            output(row[at], row[at + 1], row[at + 2], row[at + 3], places, 2 * TILE * i, 2, n);
            for (int j = 0; j < TILE; j++) {
                places[2 * (TILE * i + j) + 1] = row[at + SIDE + j];
            }
        }
    }

    private static void output(float[] m0, float[] m1, float[] m2, float[] m3, float[][] o, int to, int step, int n) {
        addAll(m0, m1, m2, o[to], n);
        outputOnes(m1, m2, m3, o[to + step], o[to + 2 * step], n);
    }

    private static void addAll(float[] a, float[] b, float[] c, float[] o, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            o[j] = a[j] + b[j] + c[j];
        }
    }

    private static void outputOnes(float[] m1, float[] m2, float[] m3, float[] o1, float[] o2, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            o1[j] = m1[j] - m2[j];
            o2[j] = m1[j] + m2[j] + m3[j];
        }
    }

    @Override
    public void split(float[] line, float factor, float[][] rows, int row, int at, int count) {
        split(line, factor, rows[row], rows[row + 1], rows[row + 2], at, count);
    }

    private static void split(float[] line, float factor, float[] r0, float[] r1, float[] r2, int at, int count) {
        for (int t = 0; t < count; t++) {
            r0[FIRST + at + t] = factor * line[FIRST + TILE * t];
            r1[FIRST + at + t] = factor * line[FIRST + TILE * t + 1];
            r2[FIRST + at + t] = factor * line[FIRST + TILE * t + 2];
        }
    }

    @Override
    public void join(float[][] rows, int row, int at, float[] line, int count) {
        join(rows[row], rows[row + 1], rows[row + 2], rows[row + 3], rows[row + 4], rows[row + 5], at, line, count);
    }

    private static void join(float[] r0, float[] r1, float[] r2, float[] r3, float[] r4, float[] r5, int at, float[] line, int count) {
        for (int t = 0; t < count; t++) {
            line[FIRST + 2 * TILE * t] = r0[FIRST + at + t];
            line[FIRST + 2 * TILE * t + 1] = r1[FIRST + at + t];
            line[FIRST + 2 * TILE * t + 2] = r2[FIRST + at + t];
            line[FIRST + 2 * TILE * t + 3] = r3[FIRST + at + t];
            line[FIRST + 2 * TILE * t + 4] = r4[FIRST + at + t];
            line[FIRST + 2 * TILE * t + 5] = r5[FIRST + at + t];
        }
    }
}
