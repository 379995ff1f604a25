package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;
import static org.stylestack.layer.jvm.Scratch.end;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * Filters the four phases of an up layer with a 4×4 filter, joins and finishes them; an item is one output plane. The filter
 * is the product of a vertical and a horizontal one, which follow each other. Even and odd rows and columns are summed apart,
 * some rows of a phase at once as they lie one after the other, so that the loops run along memory and are long.
 */
final class PhaseFilterKernel extends LayerKernel {

    private static final int TAPS = 4;
    /** Numbers of a phase that are filtered at once, unless a row has more; few enough to stay in the L1 and L2 caches. */
    private static final int LENGTH = 1024;

    /** Planes×2×2×(height+1)×(width+1). */
    private final float[] phases;
    /** The vertical taps, then the horizontal ones, mirrored, with their gain. */
    private final float[] taps;
    private final Epilogue epilogue;
    private final int height;
    private final int width;
    /** Numbers of a row of a phase. */
    private final int pitch;
    /** Rows of a phase that are filtered at once. */
    private final int rows;
    /**
     * Scratch of the thread's clone of the kernel: four rows of the picture of 2·height+1 × 2·width+1,
     * one parity of their columns.
     */
    private float[][] down;
    /** For each parity of the columns, filtered vertically. */
    private float[][] sums;
    /** These, shifted: the odd column before, the even one behind, the odd one behind. */
    private float[][] across;
    /** And those filtered horizontally. */
    private float[][] done;
    private float[][] lines;

    PhaseFilterKernel(float[] phases, float[] taps, Epilogue epilogue, int height, int width) {
        this.phases = phases;
        this.taps = taps;
        this.epilogue = epilogue;
        this.height = height;
        this.width = width;
        this.pitch = width + 1;
        this.rows = Math.max(1, Math.min(height, LENGTH / pitch));
    }

    @Override
    public void run() {
        int plane = first + getGlobalId();
        if (plane < items) {
            if (down == null) {
                down = Scratch.rows(TAPS, rows * pitch);
                sums = Scratch.rows(2, rows * pitch);
                across = Scratch.rows(3, rows * pitch);
                done = Scratch.rows(2, rows * pitch);
                lines = Scratch.rows(2, 4 * rows * width);
            }
            for (int row = 0; row < height; row += rows) {
                filter(plane, row, Math.min(rows, height - row));
            }
        }
    }

    private void filter(int plane, int row, int count) {
        for (int p = 0; p < 2; p++) {
            for (int q = 0; q < 2; q++) {
                for (int tap = 0; tap < TAPS; tap++) {
                    int above = p + tap - 1;
                    load(plane, above & 1, q, row + (above >> 1), count, down[tap]);
                }
                sum(down[0], down[1], down[2], down[3], taps, 0, sums[q], count * pitch);
            }
            filterAcross(count);
            for (int k = 0; k < count; k++) {
                join(done[0], done[1], k * pitch, lines[0], (2 * k + p) * 2 * width, width);
            }
        }
        epilogue.put(lines[0], lines[1], plane / epilogue.outputs(), plane % epilogue.outputs(), 0, row * 4 * width, count * 4 * width);
    }

    /** Rows of a phase; zeros come from outside. */
    private void load(int plane, int p, int q, int row, int count, float[] into) {
        int begin = Math.max(row, 0);
        int end = Math.min(row + count, height + 1 - p);
        Arrays.fill(into, FIRST, FIRST + (begin - row) * pitch, 0);
        System.arraycopy(phases, (((plane * 2 + p) * 2 + q) * (height + 1) + begin) * pitch, into, FIRST + (begin - row) * pitch, (end - begin) * pitch);
        Arrays.fill(into, FIRST + (end - row) * pitch, FIRST + count * pitch, 0);
    }

    /** The horizontal filter. An odd column is missing at the end of each row: its zero serves that row, and the next as the column before. */
    private void filterAcross(int count) {
        int n = count * pitch;
        for (int k = 0; k < count; k++) {
            sums[1][FIRST + k * pitch + width] = 0;
        }
        System.arraycopy(sums[1], FIRST, across[0], FIRST + 1, n - 1);
        System.arraycopy(sums[0], FIRST + 1, across[1], FIRST, n - 1);
        System.arraycopy(sums[1], FIRST + 1, across[2], FIRST, n - 1);
        sum(across[0], sums[0], sums[1], across[1], taps, TAPS, done[0], n);
        sum(sums[0], sums[1], across[1], across[2], taps, TAPS, done[1], n);
    }

    /** The sum of four rows, each times its tap. */
    static void sum(float[] a, float[] b, float[] c, float[] d, float[] taps, int at, float[] sum, int n) {
        float t0 = taps[at];
        float t1 = taps[at + 1];
        float t2 = taps[at + 2];
        float t3 = taps[at + 3];
        for (int j = FIRST, end = end(n); j < end; j++) {
            sum[j] = Math.fma(t3, d[j], Math.fma(t2, c[j], Math.fma(t1, b[j], t0 * a[j])));
        }
    }

    /** Even and odd columns, n of each from an index on, joined in a line. */
    static void join(float[] even, float[] odd, int from, float[] line, int at, int n) {
        for (int j = 0; j < n; j++) {
            line[FIRST + at + 2 * j] = even[FIRST + from + j];
            line[FIRST + at + 2 * j + 1] = odd[FIRST + from + j];
        }
    }
}
