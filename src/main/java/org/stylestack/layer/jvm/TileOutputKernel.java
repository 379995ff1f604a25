package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/** Transforms the sums of {@link ChannelWinograd} back, and writes them to their planes; an item is a row of tiles. */
final class TileOutputKernel extends LayerKernel {

    /**
     * Tiles that are written together, an output's places of them one after the other: where planes are a power of two apart,
     * their numbers of one place displace each other from the cache before the place beside it is written.
     */
    private static final int GROUP = 4;

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
        float[][] lines = scratch.rows(2);
        epilogue.across(sample, firstOutput, lines[0], lines[1], n);
        float[][][] points = new float[GROUP][][];
        float[][][] halfway = new float[GROUP][][];
        float[][][] places = new float[GROUP][][];
        Arrays.setAll(points, k -> scratch.rows(winograd.points()));
        Arrays.setAll(halfway, k -> scratch.rows(winograd.points()));
        Arrays.setAll(places, k -> scratch.rows(winograd.points()));
        int across = winograd.tile() * winograd.phases();
        float[][] done = new float[GROUP * across * across][];
        int[] at = new int[done.length];
        for (int tile = 0; tile < rows.across(); tile += GROUP) {
            int count = 0;
            for (int k = 0; k < Math.min(GROUP, rows.across() - tile); k++) {
                load(points[k], tileRow * rows.across() + tile + k, firstOutput, n);
                winograd.output(points[k], halfway[k], places[k], n);
                count = finish(places[k], tileRow * winograd.tile(), (tile + k) * winograd.tile(), lines, n, done, at, count);
            }
            put(done, at, count, firstOutput, n);
        }
    }

    private void put(float[][] done, int[] at, int count, int firstOutput, int n) {
        for (int j = 0; j < n; j++) {
            epilogue.putPlaces(done, j, at, count, sample, firstOutput + j);
        }
    }

    private void load(float[][] points, int tile, int firstOutput, int n) {
        for (int point = 0; point < points.length; point++) {
            System.arraycopy(m, (starts[point] + tile) * epilogue.outputs() + firstOutput, points[point], FIRST, n);
        }
    }

    /** Adds a tile's places within the picture to those that are done; returns how many these are then. */
    private int finish(float[][] places, int y, int x, float[][] lines, int n, float[][] done, int[] at, int count) {
        int phases = winograd.phases();
        int across = winograd.tile() * phases;
        int next = count;
        for (int k = 0; k < across * across; k++) {
            int row = y + k / across / phases;
            int column = x + k % across / phases;
            if (row < height && column < width) {
                int phase = k / across % phases * phases + k % phases;
                epilogue.finishAcross(places[k], lines[0], lines[1], sample, row * width + column, n);
                done[next] = places[k];
                at[next] = epilogue.place(phase, row * width + column);
                next++;
            }
        }
        return next;
    }
}
