package org.stylestack.layer.jvm;

import static org.stylestack.layer.aparapi.KernelLayers.array;
import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.Arrays;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * Filters the tiles of an up layer with a 4×4 filter, and writes them: tile by tile as Winograd's algorithm leaves them, while
 * they are in the cache, so that the loops are long and a pixel moves to its place but once. The filter is the product of a
 * vertical and a horizontal one, which follow each other.
 * <p>
 * A pixel meets the row above its own and the two below. A row of tiles therefore finishes the last two rows of the one above,
 * and its own but for the last two. Where the one above belongs to another item of {@link WinogradKernel}, both leave the rows
 * that meet there to {@link Seams}.
 */
final class UpTiles implements TileStore, AutoCloseable {

    private static final int TAPS = 4;
    /** Rows of the tile above that a tile's pixels meet. */
    private static final int ABOVE = TAPS - 1;

    private final JvmLayers layers;
    private final Winograd winograd;
    /** Rows and columns of a tile. */
    private final int side;
    /** The vertical taps, then the horizontal ones, mirrored, with their gain. */
    private final float[] taps;
    private final Epilogue epilogue;
    private final int height;
    private final int width;
    private final int rowsOfTiles;
    /** Tiles of a row. */
    private final int across;
    /** Rows of tiles of an item. */
    private final int bands;
    private final int samples;
    /** Samples × seams × outputs × (the rows above, then those below) × columns of a tile × tiles of a row. */
    private final DeviceTensor met;

    /** @param inHeight and inWidth, the size of the picture that is upsampled */
    UpTiles(JvmLayers layers, Winograd winograd, float[] taps, Epilogue epilogue, int samples, int inHeight, int inWidth) {
        this.layers = layers;
        this.winograd = winograd;
        this.side = winograd.tile() * winograd.phases();
        this.taps = taps;
        this.epilogue = epilogue;
        this.height = 2 * inHeight;
        this.width = 2 * inWidth;
        this.rowsOfTiles = winograd.tiles(inHeight);
        this.across = winograd.tiles(inWidth);
        this.bands = WinogradKernel.bands(winograd, inHeight, inWidth);
        this.samples = samples;
        this.met = layers.allocate(Shape.vectors(samples * Math.max(1, seams()) * epilogue.outputs(), 2 * ABOVE * side * across));
    }

    private int seams() {
        return (rowsOfTiles - 1) / bands;
    }

    @Override
    public int rows() {
        return ABOVE * side + filterRows();
    }

    @Override
    public void store(float[][] places, float[][] scratch, float[][] lines, int sample, int output, int tileRow, int tileRows) {
        int n = tileRows * across;
        int lastRows = (side - ABOVE) * side;
        boolean meetsAbove = tileRow > 0;
        if (meetsAbove) {
            leave(places, 0, 0, sample, tileRow / bands - 1, output, 1);
        }
        if (tileRow + tileRows < rowsOfTiles) {
            leave(places, lastRows, n - across, sample, tileRow / bands, output, 0);
        }
        float[][] rows = withThoseAbove(places, lastRows, scratch, n);
        for (int k = 0; k < side; k++) {
            filter(rows, k, scratch, ABOVE * side, n);
            for (int band = meetsAbove && k < ABOVE ? 1 : 0; band < tileRows; band++) {
                putRow(scratch, ABOVE * side, band, lines, sample, output, tileRow + band, k);
            }
        }
    }

    /** The rows of the tiles above, zeros for the first row of tiles, and behind them the tiles' own. */
    private float[][] withThoseAbove(float[][] places, int lastRows, float[][] scratch, int n) {
        float[][] rows = new float[(ABOVE + side) * side][];
        System.arraycopy(scratch, 0, rows, 0, ABOVE * side);
        System.arraycopy(places, 0, rows, ABOVE * side, side * side);
        for (int k = 0; k < ABOVE * side; k++) {
            Arrays.fill(rows[k], FIRST, FIRST + across, 0);
            System.arraycopy(places[lastRows + k], FIRST, rows[k], FIRST + across, n - across);
        }
        return rows;
    }

    /** Leaves some rows of one row of tiles for its seam. */
    private void leave(float[][] places, int row, int at, int sample, int seam, int output, int part) {
        for (int k = 0; k < ABOVE * side; k++) {
            System.arraycopy(places[row + k], FIRST + at, array(met), met(sample, seam, output, part, k), across);
        }
    }

    private int met(int sample, int seam, int output, int part, int k) {
        return ((((sample * seams() + seam) * epilogue.outputs() + output) * 2 + part) * ABOVE * side + k) * across;
    }

    /** Rows of scratch of {@link #filter}: first those that are done, then those filtered vertically, with the columns beside the tile. */
    private int filterRows() {
        return side + 1 + side + 2;
    }

    /** Filters row k of tiles of which rows k to k + 3 are given. */
    private void filter(float[][] rows, int k, float[][] scratch, int at, int n) {
        int left = at + side;
        int own = left + 1;
        int right = own + side;
        for (int j = 0; j < side; j++) {
            int row = k * side + j;
            PhaseFilterKernel.sum(rows[row], rows[row + side], rows[row + 2 * side], rows[row + 3 * side], taps, 0, scratch[own + j], n);
        }
        System.arraycopy(scratch[right - 1], FIRST, scratch[left], FIRST + 1, n - 1);
        System.arraycopy(scratch[own], FIRST + 1, scratch[right], FIRST, n - 1);
        System.arraycopy(scratch[own + 1], FIRST + 1, scratch[right + 1], FIRST, n - 1);
        for (int t = FIRST; t < FIRST + n; t += across) {
            scratch[left][t] = 0;
            scratch[right][t + across - 1] = 0;
            scratch[right + 1][t + across - 1] = 0;
        }
        for (int j = 0; j < side; j++) {
            PhaseFilterKernel.sum(scratch[left + j], scratch[own + j], scratch[own + j + 1], scratch[own + j + 2], taps, TAPS, scratch[at + j], n);
        }
    }

    /** Writes row k of one of the rows of tiles that are done. */
    private void putRow(float[][] scratch, int at, int band, float[][] lines, int sample, int output, int tileRow, int k) {
        int y = tileRow * side + k - (TAPS - 2);
        if (y >= 0 && y < height) {
            winograd.join(scratch, at, band * across, lines[0], across);
            epilogue.put(lines[0], lines[1], sample, output, 0, y * width, width);
        }
    }

    /** Finishes the rows where items meet, after all items. */
    void closeSeams() {
        if (seams() > 0) {
            Seams kernel = new Seams();
            layers.launch(kernel, samples * seams() * kernel.groups(), 64L * kernel.group() * width);
        }
    }

    @Override
    public void close() {
        met.close();
    }

    /** An item is a seam of one sample, for as many outputs as fit a row. */
    private final class Seams extends LayerKernel {

        private int group() {
            return Scratch.ROW / across;
        }

        private int groups() {
            return (epilogue.outputs() + group() - 1) / group();
        }

        @Override
        public void run() {
            int item = first + getGlobalId();
            if (item < items) {
                Scratch scratch = layers.pool().take();
                finish(item / groups() / seams(), item / groups() % seams(), item % groups() * group(), scratch);
                layers.pool().giveBack(scratch);
            }
        }

        private void finish(int sample, int seam, int firstOutput, Scratch scratch) {
            int outputs = Math.min(group(), epilogue.outputs() - firstOutput);
            float[][] rows = scratch.rows(2 * ABOVE * side);
            float[][] own = scratch.rows(filterRows());
            float[][] lines = scratch.lines(across * side);
            for (int k = 0; k < rows.length; k++) {
                for (int j = 0; j < outputs; j++) {
                    System.arraycopy(array(met), met(sample, seam, firstOutput + j, 0, k), rows[k], FIRST + j * across, across);
                }
            }
            for (int k = 0; k < ABOVE; k++) {
                filter(rows, k, own, 0, outputs * across);
                for (int j = 0; j < outputs; j++) {
                    putRow(own, 0, j, lines, sample, firstOutput + j, (seam + 1) * bands, k);
                }
            }
        }
    }
}
