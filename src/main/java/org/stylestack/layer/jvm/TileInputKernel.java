package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/** Transforms a picture's tiles, times the style, for {@link ChannelWinograd}; an item is a row of tiles. */
final class TileInputKernel extends LayerKernel {

    private final Scratch.Pool pool;
    private final Winograd winograd;
    private final TileRows rows;
    private final int[] starts;
    private final float[] x;
    private final float[] style;
    private final int sample;
    private final int inputs;
    private final int depth;
    private final int height;
    private final int width;
    private final float[] v;

    /** @param v the transformed tiles, rows of the inputs as {@link Product} wants them */
    TileInputKernel(Scratch.Pool pool, Winograd winograd, TileRows rows, float[] x, float[] style, int sample, int inputs,
            int height, int width, float[] v) {
        this.pool = pool;
        this.winograd = winograd;
        this.rows = rows;
        this.starts = rows.starts();
        this.x = x;
        this.style = style;
        this.sample = sample;
        this.inputs = inputs;
        this.depth = Product.paddedDepth(inputs);
        this.height = height;
        this.width = width;
        this.v = v;
    }

    @Override
    public void run() {
        int tileRow = first + getGlobalId();
        if (tileRow < items) {
            for (int channel = 0; channel < depth; channel += Scratch.ROW) {
                Scratch scratch = pool.take();
                transform(tileRow, channel, Math.min(Scratch.ROW, depth - channel), scratch);
                pool.giveBack(scratch);
            }
        }
    }

    private void transform(int tileRow, int channel, int n, Scratch scratch) {
        int side = winograd.side();
        float[] zeros = scratch.rows(1)[0];
        Arrays.fill(zeros, FIRST, FIRST + n, 0);
        float[][][] lines = new float[side][][];
        for (int i = 0; i < side; i++) {
            lines[i] = scratch.rows(width);
            load(tileRow * winograd.tile() + i - 1, channel, n, lines[i]);
        }
        float[][] pixels = new float[side * side][];
        float[][] halfway = scratch.rows(winograd.points());
        float[][] points = scratch.rows(winograd.points());
        for (int tile = 0; tile < rows.across(); tile++) {
            for (int k = 0; k < pixels.length; k++) {
                int column = tile * winograd.tile() + k % side - 1;
                pixels[k] = column >= 0 && column < width ? lines[k / side][column] : zeros;
            }
            winograd.input(pixels, halfway, points, n);
            for (int point = 0; point < points.length; point++) {
                int row = starts[point] + tileRow * rows.across() + tile;
                System.arraycopy(points[point], FIRST, v, row * depth + channel, n);
            }
        }
    }

    /** Some channels of a row of pixels; zeros come from outside and for channels beyond the last. */
    private void load(int y, int channel, int n, float[][] line) {
        boolean inside = y >= 0 && y < height;
        int channels = inside ? Math.min(n, inputs - channel) : 0;
        for (float[] pixel : line) {
            Arrays.fill(pixel, FIRST + channels, FIRST + n, 0);
        }
        for (int c = 0; c < channels; c++) {
            int plane = sample * inputs + channel + c;
            int at = (plane * height + y) * width;
            float scale = style[plane];
            for (int column = 0; column < width; column++) {
                line[column][FIRST + c] = x[at + column] * scale;
            }
        }
    }
}
