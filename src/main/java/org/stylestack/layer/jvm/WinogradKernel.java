package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * A modulated 3×3 convolution by Winograd's algorithm for large pictures: an item takes some rows of tiles through all three
 * steps, for all outputs or, where there would be too few items, for a block of them. Tiles lie along the rows of the
 * product, channels across.
 */
final class WinogradKernel extends LayerKernel {

    /** Fewer outputs are not worth their own transforms of the input; whole steps of the product. */
    private static final int LEAST_BLOCK = 33;

    private final Scratch.Pool pool;
    private final Winograd winograd;
    /** For each kernel, outputs×inputs as {@link Product} wants it. */
    private final float[][] weight;
    private final float[] x;
    private final float[] style;
    private final TileStore store;
    private final int inputs;
    private final int outputs;
    private final int height;
    private final int width;
    private final int rowsOfTiles;
    /** Tiles of a row. */
    private final int across;
    /** Rows of tiles of an item. */
    private final int bands;
    /** Outputs of an item. */
    private final int block;

    /** @param enough so many items that all threads have some, where the outputs suffice */
    WinogradKernel(Scratch.Pool pool, Winograd winograd, float[][] weight, float[] x, float[] style, TileStore store, int inputs,
            int outputs, int height, int width, int enough) {
        this.pool = pool;
        this.winograd = winograd;
        this.weight = weight;
        this.x = x;
        this.style = style;
        this.store = store;
        this.inputs = inputs;
        this.outputs = outputs;
        this.height = height;
        this.width = width;
        this.rowsOfTiles = winograd.tiles(height);
        this.across = winograd.tiles(width);
        this.bands = bands(winograd, height, width);
        int blocks = (enough + bandsOfAPlane() - 1) / bandsOfAPlane();
        this.block = Math.max(LEAST_BLOCK, Product.paddedRows((outputs + blocks - 1) / blocks));
    }

    /** Rows of tiles that an item takes: as many as fit a row of numbers, in items that are much the same. */
    static int bands(Winograd winograd, int height, int width) {
        int all = winograd.tiles(height);
        int most = Scratch.ROW / winograd.tiles(width);
        int count = (all + most - 1) / most;
        return (all + count - 1) / count;
    }

    private int bandsOfAPlane() {
        return (rowsOfTiles + bands - 1) / bands;
    }

    private int blocks() {
        return (outputs + block - 1) / block;
    }

    /** Items of one sample. */
    int groups() {
        return bandsOfAPlane() * blocks();
    }

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            Scratch scratch = pool.take();
            convolve(item / groups(), item / blocks() % bandsOfAPlane() * bands, item % blocks() * block, scratch);
            pool.giveBack(scratch);
        }
    }

    private void convolve(int sample, int tileRow, int firstOutput, Scratch scratch) {
        int tileRows = Math.min(bands, rowsOfTiles - tileRow);
        int n = tileRows * across;
        int own = Math.min(block, outputs - firstOutput);
        int points = winograd.points();
        int rows = Math.max(Product.paddedDepth(inputs), Product.paddedRows(own));
        // A point's sums take the place of the point before it, which is in the cache and no longer wanted.
        float[][][] planes = scratch.planes(points + 1, rows);
        float[][] channel = new float[points][];
        float[][] halfway = scratch.rows(points);
        float[][] pixels = scratch.rows(winograd.side() * winograd.side());
        float[][] lines = scratch.lines(across * winograd.tile() * winograd.phases() + winograd.side());
        for (int input = 0; input < inputs; input++) {
            load(sample * inputs + input, tileRow, tileRows, pixels, lines[0]);
            choose(planes, 1, input, channel);
            winograd.input(pixels, halfway, channel, n);
        }
        for (int point = 0; point < points; point++) {
            float[][] v = planes[point + 1];
            for (int row = inputs; row < Product.paddedDepth(inputs); row++) {
                Arrays.fill(v[row], FIRST, FIRST + n, 0);
            }
            Product.multiply(planes[point], v, weight[winograd.kernel(point)], Product.at(firstOutput, 0, inputs), own, inputs, n);
        }
        float[][] places = scratch.rows(points);
        float[][] ofStore = scratch.rows(store.rows());
        for (int output = 0; output < own; output++) {
            choose(planes, 0, output, channel);
            winograd.output(channel, halfway, places, n);
            store.store(places, ofStore, lines, sample, firstOutput + output, tileRow, tileRows);
        }
    }

    /** A channel's row of each point, which begin at some plane. */
    private static void choose(float[][][] planes, int from, int channel, float[][] rows) {
        for (int point = 0; point < rows.length; point++) {
            rows[point] = planes[from + point][channel];
        }
    }

    /** The pixels of the tiles, times the style. Rows of tiles share pixels, as do tiles side by side. */
    private void load(int plane, int tileRow, int tileRows, float[][] pixels, float[] line) {
        int side = winograd.side();
        Arrays.fill(line, 0);
        for (int band = 0; band < tileRows; band++) {
            for (int i = 0; i < side; i++) {
                if (band > 0 && i < side - winograd.tile()) {
                    share(pixels, side * (i + winograd.tile()), side * i, band * across);
                } else {
                    load(plane, (tileRow + band) * winograd.tile() + i - 1, pixels, side * i, band * across, line);
                }
            }
        }
    }

    /** Takes a line of pixels from the row of tiles before. */
    private void share(float[][] pixels, int from, int row, int at) {
        for (int j = 0; j < winograd.side(); j++) {
            System.arraycopy(pixels[from + j], FIRST + at - across, pixels[row + j], FIRST + at, across);
        }
    }

    private void load(int plane, int y, float[][] pixels, int row, int at, float[] line) {
        int tile = winograd.tile();
        int side = winograd.side();
        if (y < 0 || y >= height) {
            for (int j = 0; j < side; j++) {
                Arrays.fill(pixels[row + j], FIRST + at, FIRST + at + across, 0);
            }
            return;
        }
        System.arraycopy(x, (plane * height + y) * width, line, FIRST + 1, width);
        winograd.split(line, style[plane], pixels, row, at, across);
        for (int j = tile; j < side; j++) {
            System.arraycopy(pixels[row + j - tile], FIRST + at + 1, pixels[row + j], FIRST + at, across - 1);
            pixels[row + j][FIRST + at + across - 1] = line[FIRST + (across - 1) * tile + j] * style[plane];
        }
    }
}
