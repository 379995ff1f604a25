package org.stylestack.layer.jvm;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * Filters the four phases of an up layer with a 4×4 filter, joins and finishes them; an item is one output plane. Even and
 * odd columns of the output are summed apart, so that the loops run along memory.
 */
final class PhaseFilterKernel extends LayerKernel {

    /** Shifted copies of a row that the output's columns 2c and 2c+1 meet, from column 2c-1 to 2c+2. */
    private static final int COPIES = 5;

    /** Planes×2×2×(height+1)×(width+1). */
    private final float[] phases;
    /** [4, 4], mirrored, with its gain. */
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
            float[][] ring = Scratch.rows(4 * COPIES, width);
            float[][] sums = Scratch.rows(2, width);
            float[][] lines = Scratch.rows(2, 2 * width);
            for (int row = -1; row < 2; row++) {
                load(plane, row, ring);
            }
            for (int y = 0; y < 2 * height; y++) {
                load(plane, y + 2, ring);
                Arrays.fill(sums[0], 0);
                Arrays.fill(sums[1], 0);
                for (int f = 0; f < 4; f++) {
                    int at = slot(y + f - 1);
                    add(sums[0], ring[at], ring[at + 1], ring[at + 2], ring[at + 3], taps, 4 * f, width);
                    add(sums[1], ring[at + 1], ring[at + 2], ring[at + 3], ring[at + 4], taps, 4 * f, width);
                }
                join(sums[0], sums[1], lines[0], width);
                epilogue.put(lines[0], lines[1], plane / epilogue.outputs(), plane % epilogue.outputs(), 0, y * 2 * width,
                        2 * width);
            }
        }
    }

    private static int slot(int row) {
        return (row + 4) % 4 * COPIES;
    }

    /** Columns 2c-1, 2c, 2c+1, 2c+2, 2c+3 of a row of the picture of 2·height+1 × 2·width+1; zeros come from outside. */
    private void load(int plane, int row, float[][] ring) {
        for (int copy = 0; copy < COPIES; copy++) {
            float[] line = ring[slot(row) + copy];
            int q = (copy + 1) % 2;
            int shift = (copy - 1 - q) / 2;
            int skip = Math.max(0, -shift);
            line[0] = 0;
            if (row < 0 || row > 2 * height) {
                Arrays.fill(line, 0);
            } else {
                int from = (((plane * 2 + row % 2) * 2 + q) * (height + 1) + row / 2) * (width + 1);
                System.arraycopy(phases, from + shift + skip, line, skip, width - skip);
            }
        }
    }

    /** Adds four rows, each times its tap. */
    static void add(float[] sum, float[] a, float[] b, float[] c, float[] d, float[] taps, int at, int n) {
        float t0 = taps[at];
        float t1 = taps[at + 1];
        float t2 = taps[at + 2];
        float t3 = taps[at + 3];
        for (int j = 0; j < n; j++) {
            sum[j] = sum[j] + t0 * a[j] + t1 * b[j] + t2 * c[j] + t3 * d[j];
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
