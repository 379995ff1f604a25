package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;
import static org.stylestack.layer.jvm.Scratch.end;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * A modulated 3×3 convolution for small pictures of many channels, as {@link DirectKernel}, but with the outputs along the
 * rows of the product and the places across: rows of a few pixels would be slow, and, since C2 looks at the lengths that it
 * sees first, make the same loops slow for large pictures. The up layer's filter runs along the outputs, too. An item is a
 * sample's block of outputs.
 */
final class ChannelKernel extends LayerKernel {

    /** Outputs of an item. */
    static final int BLOCK = 256;

    private final Scratch.Pool pool;
    private final Taps taps;
    /** For each phase and block of outputs, a row for each shift and input. */
    private final float[][][][] weight;
    /** For each sample and phase, places × (shifts × inputs) as {@link Product} wants it. */
    private final float[][][] pixels;
    /** Of the up layer, [4, 4], mirrored, with its gain. */
    private final float[] filter;
    private final Epilogue epilogue;
    private final int inputs;
    private final int height;
    private final int width;

    ChannelKernel(Scratch.Pool pool, Taps taps, float[][][][] weight, float[][][] pixels, float[] filter, Epilogue epilogue,
            int inputs, int height, int width) {
        this.pool = pool;
        this.taps = taps;
        this.weight = weight;
        this.pixels = pixels;
        this.filter = filter;
        this.epilogue = epilogue;
        this.inputs = inputs;
        this.height = height;
        this.width = width;
    }

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            Scratch scratch = pool.take();
            int blocks = weight[0].length;
            convolve(item / blocks, item % blocks, scratch);
            pool.giveBack(scratch);
        }
    }

    private void convolve(int sample, int block, Scratch scratch) {
        int n = Math.min(BLOCK, epilogue.outputs() - block * BLOCK);
        int places = taps.places(height, width);
        float[][][] sums = new float[taps.phases().length][][];
        for (int phase = 0; phase < sums.length; phase++) {
            sums[phase] = scratch.rows(Product.paddedRows(places));
            int depth = taps.phases()[phase].length * inputs;
            Product.multiply(sums[phase], weight[phase][block], pixels[sample][phase], 0, places, depth, n);
        }
        float[][] lines = scratch.rows(3);
        epilogue.across(sample, block * BLOCK, lines[0], lines[1], n);
        float[] zeros = lines[2];
        Arrays.fill(zeros, 0);
        int pixels = sums.length == 1 ? places : 4 * height * width;
        float[][] done = sums.length == 1 ? sums[0] : scratch.rows(pixels);
        int[] at = new int[pixels];
        for (int pixel = 0; pixel < pixels; pixel++) {
            if (sums.length > 1) {
                filter(sums, pixel / (2 * width), pixel % (2 * width), zeros, done[pixel], n);
            }
            epilogue.finishAcross(done[pixel], lines[0], lines[1], sample, pixel, n);
            at[pixel] = pixel;
        }
        for (int j = 0; j < n; j++) {
            epilogue.putPlaces(done, j, at, pixels, sample, block * BLOCK + j);
        }
    }

    private void filter(float[][][] sums, int y, int x, float[] zeros, float[] line, int n) {
        Arrays.fill(line, FIRST, FIRST + n, 0);
        float[][] row = new float[4][];
        for (int f = 0; f < 4; f++) {
            for (int g = 0; g < 4; g++) {
                int py = y + f - 1;
                int px = x + g - 1;
                boolean inside = py >= 0 && py <= 2 * height && px >= 0 && px <= 2 * width;
                row[g] = inside ? sums[py % 2 * 2 + px % 2][py / 2 * (width + 1) + px / 2] : zeros;
            }
            add(line, row[0], row[1], row[2], row[3], filter, 4 * f, n);
        }
    }

    /** Adds four rows, each times its tap. */
    private static void add(float[] sum, float[] a, float[] b, float[] c, float[] d, float[] taps, int at, int n) {
        float t0 = taps[at];
        float t1 = taps[at + 1];
        float t2 = taps[at + 2];
        float t3 = taps[at + 3];
        for (int j = FIRST, end = end(n); j < end; j++) {
            sum[j] = sum[j] + t0 * a[j] + t1 * b[j] + t2 * c[j] + t3 * d[j];
        }
    }
}
