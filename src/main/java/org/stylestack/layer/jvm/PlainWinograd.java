package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;
import static org.stylestack.layer.jvm.Scratch.end;

/** F(4×4, 3×3) with the points 0, ±1, ±2 and infinity, for convolutions that keep the picture's size. */
final class PlainWinograd implements Winograd {

    private static final int TILE = 4;
    private static final int SIDE = 6;

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
        return 1;
    }

    @Override
    public int points() {
        return SIDE * SIDE;
    }

    @Override
    public int kernels() {
        return points();
    }

    @Override
    public int kernel(int point) {
        return point;
    }

    @Override
    public void kernels(double[] taps, double[] kernels) {
        Winograd.kernels(taps, PlainWinograd::transform, kernels, SIDE);
    }

    private static void transform(double t0, double t1, double t2, double[] o, int at, int step) {
        double even = t0 + 4 * t2;
        o[at] = t0 / 4;
        o[at + step] = (t0 + t1 + t2) / -6;
        o[at + 2 * step] = (t0 - t1 + t2) / -6;
        o[at + 3 * step] = (even + 2 * t1) / 24;
        o[at + 4 * step] = (even - 2 * t1) / 24;
        o[at + 5 * step] = t2;
    }

    /** Bᵀ d B. */
    @Override
    public void input(float[][] pixels, float[][] halfway, float[][] points, int n) {
        for (int j = 0; j < SIDE; j++) {
            input(pixels, j, SIDE, halfway, n);
        }
        for (int i = 0; i < SIDE; i++) {
            input(halfway, SIDE * i, 1, points, n);
        }
    }

    private static void input(float[][] d, int from, int step, float[][] o, int n) {
        float[] d1 = d[from + step];
        float[] d2 = d[from + 2 * step];
        float[] d3 = d[from + 3 * step];
        float[] d4 = d[from + 4 * step];
        inputEnds(d[from], d2, d4, o[from], n);
        inputOnes(d1, d2, d3, d4, o[from + step], o[from + 2 * step], n);
        inputTwos(d1, d2, d3, d4, o[from + 3 * step], o[from + 4 * step], n);
        inputEnds(d1, d3, d[from + 5 * step], o[from + 5 * step], n);
    }

    private static void inputEnds(float[] d0, float[] d2, float[] d4, float[] o, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            o[j] = 4f * d0[j] - 5f * d2[j] + d4[j];
        }
    }

    private static void inputOnes(float[] d1, float[] d2, float[] d3, float[] d4, float[] o1, float[] o2, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            float even = d4[j] - 4f * d2[j];
            float odd = d3[j] - 4f * d1[j];
            o1[j] = even + odd;
            o2[j] = even - odd;
        }
    }

    private static void inputTwos(float[] d1, float[] d2, float[] d3, float[] d4, float[] o3, float[] o4, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            float even = d4[j] - d2[j];
            float odd = 2f * (d3[j] - d1[j]);
            o3[j] = even + odd;
            o4[j] = even - odd;
        }
    }

    /** Aᵀ m A. */
    @Override
    public void output(float[][] points, float[][] halfway, float[][] places, int n) {
        for (int j = 0; j < SIDE; j++) {
            output(points, j, SIDE, halfway, j, SIDE, n);
        }
        for (int i = 0; i < TILE; i++) {
            output(halfway, SIDE * i, 1, places, TILE * i, 1, n);
        }
    }

    private static void output(float[][] m, int from, int step, float[][] o, int to, int toStep, int n) {
        float[] m1 = m[from + step];
        float[] m2 = m[from + 2 * step];
        float[] m3 = m[from + 3 * step];
        float[] m4 = m[from + 4 * step];
        outputEven(m[from], m1, m2, m3, m4, o[to], o[to + 2 * toStep], n);
        outputOne(m1, m2, m3, m4, o[to + toStep], n);
        outputThree(m1, m2, m3, m4, m[from + 5 * step], o[to + 3 * toStep], n);
    }

    private static void outputEven(float[] m0, float[] m1, float[] m2, float[] m3, float[] m4, float[] o0, float[] o2, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            float ones = m1[j] + m2[j];
            float twos = m3[j] + m4[j];
            o0[j] = m0[j] + ones + twos;
            o2[j] = ones + 4f * twos;
        }
    }

    private static void outputOne(float[] m1, float[] m2, float[] m3, float[] m4, float[] o1, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            o1[j] = m1[j] - m2[j] + 2f * (m3[j] - m4[j]);
        }
    }

    private static void outputThree(float[] m1, float[] m2, float[] m3, float[] m4, float[] m5, float[] o3, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            o3[j] = m1[j] - m2[j] + 8f * (m3[j] - m4[j]) + m5[j];
        }
    }

    @Override
    public void split(float[] line, float factor, float[][] rows, int row, int at, int count) {
        split(line, factor, rows[row], rows[row + 1], rows[row + 2], rows[row + 3], at, count);
    }

    private static void split(float[] line, float factor, float[] r0, float[] r1, float[] r2, float[] r3, int at, int count) {
        for (int t = 0; t < count; t++) {
            r0[FIRST + at + t] = factor * line[FIRST + TILE * t];
            r1[FIRST + at + t] = factor * line[FIRST + TILE * t + 1];
            r2[FIRST + at + t] = factor * line[FIRST + TILE * t + 2];
            r3[FIRST + at + t] = factor * line[FIRST + TILE * t + 3];
        }
    }

    @Override
    public void join(float[][] rows, int row, int at, float[] line, int count) {
        join(rows[row], rows[row + 1], rows[row + 2], rows[row + 3], at, line, count);
    }

    private static void join(float[] r0, float[] r1, float[] r2, float[] r3, int at, float[] line, int count) {
        for (int t = 0; t < count; t++) {
            line[FIRST + TILE * t] = r0[FIRST + at + t];
            line[FIRST + TILE * t + 1] = r1[FIRST + at + t];
            line[FIRST + TILE * t + 2] = r2[FIRST + at + t];
            line[FIRST + TILE * t + 3] = r3[FIRST + at + t];
        }
    }
}
