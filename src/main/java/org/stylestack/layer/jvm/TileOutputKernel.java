package org.stylestack.layer.jvm;

import org.stylestack.layer.aparapi.LayerKernel;

/** Transforms the sums of {@link ChannelWinograd} back, and writes them to their planes; an item is a row of tiles. */
final class TileOutputKernel extends LayerKernel {

    private final Scratch.Pool pool;
    private final Winograd winograd;
    private final TileRows rows;
    private final int[] starts;
    private final float[] m;
    private final Epilogue epilogue;
    private final int sample;
    /** Places of a phase. */
    private final int height;
    private final int width;

    /** @param m the sums, rows of the outputs */
    TileOutputKernel(Scratch.Pool pool, Winograd winograd, TileRows rows, float[] m, Epilogue epilogue, int sample, int height,
            int width) {
        this.pool = pool;
        this.winograd = winograd;
        this.rows = rows;
        this.starts = rows.starts();
        this.m = m;
        this.epilogue = epilogue;
        this.sample = sample;
        this.height = winograd.places(height);
        this.width = winograd.places(width);
    }

    @Override
    public void run() {
        int tileRow = first + getGlobalId();
        if (tileRow < items) {
            for (int output = 0; output < epilogue.outputs(); output += Scratch.ROW) {
                Scratch scratch = pool.take();
                transform(tileRow, output, Math.min(Scratch.ROW, epilogue.outputs() - output), scratch);
                pool.giveBack(scratch);
            }
        }
    }

    private void transform(int tileRow, int firstOutput, int n, Scratch scratch) {
        float[][] points = scratch.rows(winograd.points());
        float[][] halfway = scratch.rows(winograd.points());
        float[][] places = scratch.rows(winograd.points());
        float[][] lines = scratch.rows(2);
        epilogue.across(sample, firstOutput, lines[0], lines[1], n);
        for (int tile = 0; tile < rows.across(); tile++) {
            for (int point = 0; point < points.length; point++) {
                int row = starts[point] + tileRow * rows.across() + tile;
                System.arraycopy(m, row * epilogue.outputs() + firstOutput, points[point], 0, n);
            }
            winograd.output(points, halfway, places, n);
            store(places, tileRow * winograd.tile(), tile * winograd.tile(), firstOutput, lines, n);
        }
    }

    private void store(float[][] places, int y, int x, int firstOutput, float[][] lines, int n) {
        int phases = winograd.phases();
        int across = winograd.tile() * phases;
        for (int k = 0; k < across * across; k++) {
            int row = y + k / across / phases;
            int column = x + k % across / phases;
            if (row < height && column < width) {
                int phase = k / across % phases * phases + k % phases;
                epilogue.putAcross(places[k], lines[0], lines[1], sample, firstOutput, phase, row * width + column, n);
            }
        }
    }
}
