package org.stylestack.layer.jvm;

import java.util.Arrays;
import org.stylestack.generator.Filter;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * The skip connection, own + upsample2d(below), with a 4×4 filter; an item is a plane. Of the filter, each output pixel meets
 * the four taps of its parity; even and odd columns are summed apart.
 */
final class UpsampleAddKernel extends LayerKernel {

    /** Copies of a row: columns c-1, c, c+1. */
    private static final int COPIES = 3;

    private final float[] below;
    private final float[] own;
    private final float[] sum;
    private final int height;
    private final int width;
    /** For each parity of row and column, the taps of the upper and the lower row that it meets. */
    private final float[] taps = new float[16];

    /** @param height rows of below */
    UpsampleAddKernel(float[] below, Filter filter, float[] own, float[] sum, int height, int width) {
        this.below = below;
        this.own = own;
        this.sum = sum;
        this.height = height;
        this.width = width;
        float[] mirrored = filter.mirrored().times(4).taps();
        for (int k = 0; k < taps.length; k++) {
            int fy = k / 8 + k / 2 % 2 * 2;
            int fx = k / 4 % 2 + k % 2 * 2;
            taps[k] = mirrored[fy * 4 + fx];
        }
    }

    @Override
    public void run() {
        int plane = first + getGlobalId();
        if (plane < items) {
            float[][] upper = Scratch.rows(COPIES, width);
            float[][] lower = Scratch.rows(COPIES, width);
            float[][] columns = Scratch.rows(2, width);
            float[][] lines = Scratch.rows(2, 2 * width);
            for (int y = 0; y < 2 * height; y++) {
                int row = (y + 1) / 2 - 1;
                load(plane, row, upper);
                load(plane, row + 1, lower);
                for (int parity = 0; parity < 2; parity++) {
                    PhaseFilterKernel.sum(upper[parity], upper[parity + 1], lower[parity], lower[parity + 1], taps,
                            y % 2 * 8 + parity * 4, columns[parity], width);
                }
                PhaseFilterKernel.join(columns[0], columns[1], 0, lines[0], 0, width);
                int at = (plane * 2 * height + y) * 2 * width;
                System.arraycopy(own, at, lines[1], 0, 2 * width);
                add(lines[0], lines[1], 2 * width);
                System.arraycopy(lines[0], 0, sum, at, 2 * width);
            }
        }
    }

    private void load(int plane, int row, float[][] copies) {
        for (int copy = 0; copy < COPIES; copy++) {
            int shift = copy - 1;
            int begin = Math.max(0, -shift);
            int end = Math.min(width, width - shift);
            copies[copy][0] = 0;
            copies[copy][width - 1] = 0;
            if (row < 0 || row >= height) {
                Arrays.fill(copies[copy], 0);
            } else {
                System.arraycopy(below, (plane * height + row) * width + begin + shift, copies[copy], begin, end - begin);
            }
        }
    }

    private static void add(float[] line, float[] other, int n) {
        for (int j = 0; j < n; j++) {
            line[j] += other[j];
        }
    }
}
