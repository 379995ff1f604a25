package org.stylestack.layer.jvm;

import java.util.Arrays;

/**
 * The transforms of Winograd's F(4×4, 3×3) (Lavin and Gray 2016, section 4.1; points 0, ±1, ±2) on a band of tile rows of
 * one plane, tile by tile along the rows. The loops are short and many since each must fit what C2 vectorises.
 */
final class Winograd {

    static final int TILE = 4;
    static final int POINTS = 36;

    private Winograd() {}

    /** Whether a picture has whole tiles, more than one, and each row of them fits. */
    static boolean serves(int height, int width) {
        return height % TILE == 0 && width % TILE == 0 && height * width > TILE * TILE && width / TILE <= Scratch.ROW;
    }

    /**
     * Bᵀ d B of the tiles, times a scale: one row of tiles for each point.
     *
     * @param plane where the plane of height×width begins in x
     */
    static void input(float[] x, int plane, int height, int width, float scale, int tileRow, int tileRows, Rows rows, float[][] points) {
        int across = width / TILE;
        for (int band = 0; band < tileRows; band++) {
            for (int i = 0; i < 6; i++) {
                int y = (tileRow + band) * TILE + i - 1;
                float[] line = rows.lines[i];
                if (y < 0 || y >= height) {
                    Arrays.fill(line, 0, width + 2, 0);
                } else {
                    System.arraycopy(x, plane + y * width, line, 1, width);
                    line[0] = 0;
                    line[width + 1] = 0;
                }
            }
            transformInput(rows.lines, 0, 1, rows.transformed, 0, 1, width + 2);
            for (int i = 0; i < 6; i++) {
                split(rows.transformed[i], scale, rows.tiles, 6 * i, band * across, across);
            }
        }
        for (int i = 0; i < 6; i++) {
            transformInput(rows.tiles, 6 * i, 1, points, 6 * i, 1, tileRows * across);
        }
    }

    /**
     * Aᵀ m A of the tiles, finished and written to the plane.
     *
     * @param points one row of tiles for each point
     */
    static void output(float[][] points, Rows rows, Epilogue epilogue, int sample, int output, int height, int width, int tileRow,
            int tileRows) {
        int across = width / TILE;
        int n = tileRows * across;
        for (int j = 0; j < 6; j++) {
            transformOutput(points, j, 6, rows.halfway, j, 6, n);
        }
        for (int i = 0; i < TILE; i++) {
            transformOutput(rows.halfway, 6 * i, 1, rows.pixels, TILE * i, 1, n);
        }
        float[] line = rows.lines[0];
        for (int band = 0; band < tileRows; band++) {
            for (int i = 0; i < TILE; i++) {
                join(rows.pixels, TILE * i, band * across, line, across);
                int y = (tileRow + band) * TILE + i;
                epilogue.finish(line, rows.lines[1], sample, output, y * width, width);
            }
        }
    }

    /** What the transforms work on; for one thread. */
    static final class Rows {

        private final float[][] lines;
        private final float[][] transformed;
        private final float[][] tiles;
        private final float[][] halfway;
        private final float[][] pixels;

        Rows(Scratch scratch, int width) {
            lines = Scratch.rows(6, width + 2);
            transformed = Scratch.rows(6, width + 2);
            tiles = scratch.rows(36);
            halfway = tiles;
            pixels = scratch.rows(16);
        }
    }

    /** Six numbers at tile t begin at pixel 4t. */
    private static void split(float[] line, float scale, float[][] tiles, int first, int at, int count) {
        float[] t0 = tiles[first];
        float[] t1 = tiles[first + 1];
        float[] t2 = tiles[first + 2];
        float[] t3 = tiles[first + 3];
        float[] t4 = tiles[first + 4];
        float[] t5 = tiles[first + 5];
        for (int t = 0; t < count; t++) {
            t0[at + t] = line[4 * t] * scale;
            t1[at + t] = line[4 * t + 1] * scale;
            t2[at + t] = line[4 * t + 2] * scale;
            t3[at + t] = line[4 * t + 3] * scale;
            t4[at + t] = line[4 * t + 4] * scale;
            t5[at + t] = line[4 * t + 5] * scale;
        }
    }

    private static void join(float[][] pixels, int first, int at, float[] line, int count) {
        float[] p0 = pixels[first];
        float[] p1 = pixels[first + 1];
        float[] p2 = pixels[first + 2];
        float[] p3 = pixels[first + 3];
        for (int t = 0; t < count; t++) {
            line[4 * t] = p0[at + t];
            line[4 * t + 1] = p1[at + t];
            line[4 * t + 2] = p2[at + t];
            line[4 * t + 3] = p3[at + t];
        }
    }

    private static void transformInput(float[][] d, int from, int step, float[][] o, int to, int toStep, int n) {
        float[] d1 = d[from + step];
        float[] d2 = d[from + 2 * step];
        float[] d3 = d[from + 3 * step];
        float[] d4 = d[from + 4 * step];
        inputEnds(d[from], d2, d4, o[to], n);
        inputOnes(d1, d2, d3, d4, o[to + toStep], o[to + 2 * toStep], n);
        inputTwos(d1, d2, d3, d4, o[to + 3 * toStep], o[to + 4 * toStep], n);
        inputEnds(d1, d3, d[from + 5 * step], o[to + 5 * toStep], n);
    }

    private static void inputEnds(float[] d0, float[] d2, float[] d4, float[] o, int n) {
        for (int j = 0; j < n; j++) {
            o[j] = 4f * d0[j] - 5f * d2[j] + d4[j];
        }
    }

    private static void inputOnes(float[] d1, float[] d2, float[] d3, float[] d4, float[] o1, float[] o2, int n) {
        for (int j = 0; j < n; j++) {
            float even = d4[j] - 4f * d2[j];
            float odd = d3[j] - 4f * d1[j];
            o1[j] = even + odd;
            o2[j] = even - odd;
        }
    }

    private static void inputTwos(float[] d1, float[] d2, float[] d3, float[] d4, float[] o3, float[] o4, int n) {
        for (int j = 0; j < n; j++) {
            float even = d4[j] - d2[j];
            float odd = 2f * (d3[j] - d1[j]);
            o3[j] = even + odd;
            o4[j] = even - odd;
        }
    }

    private static void transformOutput(float[][] m, int from, int step, float[][] o, int to, int toStep, int n) {
        float[] m1 = m[from + step];
        float[] m2 = m[from + 2 * step];
        float[] m3 = m[from + 3 * step];
        float[] m4 = m[from + 4 * step];
        outputEven(m[from], m1, m2, m3, m4, o[to], o[to + 2 * toStep], n);
        outputOdd(m1, m2, m3, m4, m[from + 5 * step], o[to + toStep], o[to + 3 * toStep], n);
    }

    private static void outputEven(float[] m0, float[] m1, float[] m2, float[] m3, float[] m4, float[] o0, float[] o2, int n) {
        for (int j = 0; j < n; j++) {
            float ones = m1[j] + m2[j];
            float twos = m3[j] + m4[j];
            o0[j] = m0[j] + ones + twos;
            o2[j] = ones + 4f * twos;
        }
    }

    private static void outputOdd(float[] m1, float[] m2, float[] m3, float[] m4, float[] m5, float[] o1, float[] o3, int n) {
        for (int j = 0; j < n; j++) {
            float ones = m1[j] - m2[j];
            float twos = m3[j] - m4[j];
            o1[j] = ones + 2f * twos;
            o3[j] = ones + 8f * twos + m5[j];
        }
    }

    /** G w Gᵀ of nine taps. */
    static double[] weight(double[] taps) {
        double[] columns = new double[18];
        for (int x = 0; x < 3; x++) {
            double[] column = transformWeight(taps[x], taps[3 + x], taps[6 + x]);
            for (int i = 0; i < 6; i++) {
                columns[3 * i + x] = column[i];
            }
        }
        double[] points = new double[POINTS];
        for (int i = 0; i < 6; i++) {
            System.arraycopy(transformWeight(columns[3 * i], columns[3 * i + 1], columns[3 * i + 2]), 0, points, 6 * i, 6);
        }
        return points;
    }

    private static double[] transformWeight(double t0, double t1, double t2) {
        return new double[] {t0 / 4, (t0 + t1 + t2) / -6, (t0 - t1 + t2) / -6, (t0 + 2 * t1 + 4 * t2) / 24, (t0 - 2 * t1 + 4 * t2) / 24, t2};
    }
}
