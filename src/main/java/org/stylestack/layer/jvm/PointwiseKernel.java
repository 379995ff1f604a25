package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * A modulated 1×1 convolution, as to-RGB layers have, with the sum of the upsampled image below or without; an item is some rows of
 * a sample, for all outputs. What it takes is the reading of the input, which goes once and in long runs.
 */
final class PointwiseKernel extends LayerKernel {

    /** Pixels of an item, unless a row has more: of three inputs and three outputs they stay in the L1 and L2 caches. */
    private static final int RUN = 2048;
    /** Items of a thread, at least, where the picture has the rows. */
    private static final int SHARES = 4;

    /** For each sample, outputs × inputs as {@link Product} wants it, times the style. */
    private final float[][] weight;
    private final float[] x;
    private final Epilogue epilogue;
    private final int inputs;
    private final int height;
    private final int width;
    /** Rows of an item. */
    private final int rows;
    /** Makes the image below larger, N×outputs planes; null for none. */
    private final Upsampling below;
    // Scratch of the thread's clone of the kernel.
    private float[][] sums;
    private float[][] pixels;
    private float[] line;
    private Upsampling own;

    /** @param weight outputs × inputs as {@link Product} wants it */
    PointwiseKernel(float[] weight, float[] x, float[] style, int samples, Upsampling below, Epilogue epilogue, int inputs, int height,
            int width, int threads) {
        this.weight = new float[samples][];
        Arrays.setAll(this.weight, sample -> modulated(weight, style, sample * inputs, inputs));
        this.x = x;
        this.below = below;
        this.epilogue = epilogue;
        this.inputs = inputs;
        this.height = height;
        this.width = width;
        int share = (height + SHARES * threads - 1) / (SHARES * threads);
        this.rows = Math.max(1, Math.min(share, RUN / width));
    }

    private static float[] modulated(float[] weight, float[] style, int from, int inputs) {
        int stride = Product.paddedDepth(inputs);
        float[] own = weight.clone();
        for (int row = 0; row < own.length; row += stride) {
            for (int k = 0; k < inputs; k++) {
                own[row + k] *= style[from + k];
            }
        }
        return own;
    }

    /** Items of one sample. */
    int groups() {
        return (height + rows - 1) / rows;
    }

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            if (sums == null) {
                sums = Scratch.rows(Product.paddedRows(epilogue.outputs()), rows * width);
                pixels = Scratch.rows(Product.paddedDepth(1), rows * width);
                line = Scratch.rows(1, rows * width)[0];
                own = below == null ? null : below.another();
            }
            int row = item % groups() * rows;
            convolve(item / groups(), row, Math.min(rows, height - row));
        }
    }

    private void convolve(int sample, int row, int count) {
        int n = count * width;
        for (int input = 0; input < inputs; input += pixels.length) {
            load(sample, input, row, n);
            Product.add(sums, pixels, weight[sample], input, epilogue.outputs(), inputs, n);
        }
        for (int output = 0; output < epilogue.outputs(); output++) {
            finish(sample, output, row, count);
        }
    }

    private void load(int sample, int input, int row, int n) {
        for (int k = 0; k < pixels.length; k++) {
            if (input + k < inputs) {
                System.arraycopy(x, ((sample * inputs + input + k) * height + row) * width, pixels[k], FIRST, n);
            } else {
                Arrays.fill(pixels[k], FIRST, FIRST + n, 0);
            }
        }
    }

    private void finish(int sample, int output, int row, int count) {
        int n = count * width;
        epilogue.finish(sums[output], line, sample, output, row * width, n);
        if (own != null) {
            for (int k = 0; k < count; k++) {
                own.row(sample * epilogue.outputs() + output, row + k, line, k * width);
            }
            Upsampling.add(sums[output], line, n);
        }
        epilogue.write(sums[output], sample, output, 0, row * width, n);
    }
}
