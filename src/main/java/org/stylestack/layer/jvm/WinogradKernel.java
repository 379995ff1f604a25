package org.stylestack.layer.jvm;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * The modulated 3×3 convolution by Winograd's algorithm: an item takes some rows of tiles through all three steps, for all
 * outputs or, where there would be too few items, for a block of them. Tiles lie along the rows of the product, channels across.
 */
final class WinogradKernel extends LayerKernel {

    /** Fewer outputs are not worth their own transforms of the input. */
    private static final int LEAST_BLOCK = 32;

    private final Scratch.Pool pool;
    /** For each point, outputs×inputs as {@link Product} wants it. */
    private final float[][] weight;
    private final float[] x;
    private final float[] style;
    private final Epilogue epilogue;
    private final int inputs;
    private final int height;
    private final int width;
    /** Rows of tiles of an item. */
    private final int bands;
    /** Outputs of an item. */
    private final int block;

    /** @param enough so many items that all threads have some, where the outputs suffice */
    WinogradKernel(Scratch.Pool pool, float[][] weight, float[] x, float[] style, Epilogue epilogue, int inputs, int height, int width,
            int enough) {
        this.pool = pool;
        this.weight = weight;
        this.x = x;
        this.style = style;
        this.epilogue = epilogue;
        this.inputs = inputs;
        this.height = height;
        this.width = width;
        this.bands = Math.min(Scratch.ROW / (width / Winograd.TILE), height / Winograd.TILE);
        int blocks = (enough + bandsOfAPlane() - 1) / bandsOfAPlane();
        this.block = Math.max(LEAST_BLOCK, Product.paddedRows((epilogue.outputs() + blocks - 1) / blocks));
    }

    private int bandsOfAPlane() {
        return (height / Winograd.TILE + bands - 1) / bands;
    }

    private int blocks() {
        return (epilogue.outputs() + block - 1) / block;
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
        int tileRows = Math.min(bands, height / Winograd.TILE - tileRow);
        int n = tileRows * (width / Winograd.TILE);
        int outputs = Math.min(block, epilogue.outputs() - firstOutput);
        float[][][] v = new float[Winograd.POINTS][][];
        float[][][] m = new float[Winograd.POINTS][][];
        Arrays.setAll(v, point -> scratch.rows(Product.paddedDepth(inputs)));
        Arrays.setAll(m, point -> scratch.rows(Product.paddedRows(outputs)));
        Winograd.Rows rows = new Winograd.Rows(scratch, width);
        for (int input = 0; input < inputs; input++) {
            int plane = sample * inputs + input;
            Winograd.input(x, plane * height * width, height, width, style[plane], tileRow, tileRows, rows, channel(v, input));
        }
        for (int point = 0; point < Winograd.POINTS; point++) {
            for (int row = inputs; row < Product.paddedDepth(inputs); row++) {
                Arrays.fill(v[point][row], 0, n, 0);
            }
            Product.multiply(m[point], v[point], weight[point], Product.at(firstOutput, 0, inputs), outputs, inputs, n);
        }
        for (int output = 0; output < outputs; output++) {
            Winograd.output(channel(m, output), rows, epilogue, sample, firstOutput + output, height, width, tileRow, tileRows);
        }
    }

    private static float[][] channel(float[][][] points, int channel) {
        float[][] rows = new float[Winograd.POINTS][];
        Arrays.setAll(rows, point -> points[point][channel]);
        return rows;
    }
}
