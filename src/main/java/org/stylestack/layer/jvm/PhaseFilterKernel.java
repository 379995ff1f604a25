package org.stylestack.layer.jvm;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * Filters the four phases of an up layer with a 4×4 filter, joins and finishes them; an item is one output plane. The filter
 * is the product of a vertical and a horizontal one, which follow each other. Even and odd columns are summed apart, so that
 * the loops run along memory.
 */
final class PhaseFilterKernel extends LayerKernel {

    private static final int TAPS = 4;

    /** Planes×2×2×(height+1)×(width+1). */
    private final float[] phases;
    /** The vertical taps, then the horizontal ones, mirrored, with their gain. */
    private final float[] taps;
    private final Epilogue epilogue;
    private final int height;
    private final int width;

    PhaseFilterKernel(float[] phases, float[] taps, Epilogue epilogue, int height, int width) {
        this.phases = phases;
        this.taps = taps;
        this.epilogue = epilogue;
        this.height = height;
        this.width = width;
    }

    @Override
    public void run() {
        int plane = first + getGlobalId();
        if (plane < items) {
            filter(plane);
        }
    }

    private void filter(int plane) {
        // The last four rows of the picture of 2·height+1 × 2·width+1, their even columns and their odd ones.
        float[][][] ring = {Scratch.rows(TAPS, width + 1), Scratch.rows(TAPS, width + 1)};
        float[] sum = Scratch.rows(1, width + 1)[0];
        // Columns 2c-1 to 2c+3.
        float[][] columns = Scratch.rows(TAPS + 1, width + 1);
        float[][] sums = Scratch.rows(2, width);
        float[][] lines = Scratch.rows(2, 2 * width);
        for (int row = -1; row < 2; row++) {
            load(plane, row, ring);
        }
        for (int y = 0; y < 2 * height; y++) {
            load(plane, y + 2, ring);
            down(ring[0], y, sum);
            System.arraycopy(sum, 0, columns[1], 0, width);
            System.arraycopy(sum, 1, columns[3], 0, width);
            down(ring[1], y, sum);
            System.arraycopy(sum, 0, columns[0], 1, width);
            System.arraycopy(sum, 0, columns[2], 0, width);
            System.arraycopy(sum, 1, columns[4], 0, width);
            sum(columns[0], columns[1], columns[2], columns[3], taps, TAPS, sums[0], width);
            sum(columns[1], columns[2], columns[3], columns[4], taps, TAPS, sums[1], width);
            join(sums[0], sums[1], lines[0], width);
            epilogue.put(lines[0], lines[1], plane / epilogue.outputs(), plane % epilogue.outputs(), 0, y * 2 * width, 2 * width);
        }
    }

    /** The vertical filter of rows y-1 to y+2. */
    private void down(float[][] ring, int y, float[] sum) {
        sum(ring[slot(y - 1)], ring[slot(y)], ring[slot(y + 1)], ring[slot(y + 2)], taps, 0, sum, width + 1);
    }

    private static int slot(int row) {
        return (row + TAPS) % TAPS;
    }

    /** A row's even columns and its odd ones, and a zero behind these; zeros come from outside. */
    private void load(int plane, int row, float[][][] ring) {
        for (int q = 0; q < 2; q++) {
            float[] line = ring[q][slot(row)];
            if (row < 0 || row > 2 * height) {
                Arrays.fill(line, 0);
            } else {
                int from = (((plane * 2 + row % 2) * 2 + q) * (height + 1) + row / 2) * (width + 1);
                System.arraycopy(phases, from, line, 0, width + 1 - q);
            }
        }
    }

    /** The sum of four rows, each times its tap. */
    static void sum(float[] a, float[] b, float[] c, float[] d, float[] taps, int at, float[] sum, int n) {
        float t0 = taps[at];
        float t1 = taps[at + 1];
        float t2 = taps[at + 2];
        float t3 = taps[at + 3];
        for (int j = 0; j < n; j++) {
            sum[j] = t0 * a[j] + t1 * b[j] + t2 * c[j] + t3 * d[j];
        }
    }

    /** Even and odd columns, joined. */
    static void join(float[] even, float[] odd, float[] line, int n) {
        for (int j = 0; j < n; j++) {
            line[2 * j] = even[j];
            line[2 * j + 1] = odd[j];
        }
    }
}
