package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;
import static org.stylestack.layer.jvm.Scratch.end;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * A modulated convolution as one product with the picture, shifted for every tap. Pixels lie along the rows of the product,
 * outputs and phases across; an item is a run of pixels of one sample and a block of outputs.
 * <p>
 * The up layer has four phases, one for each parity of the output's rows and columns, with a place more than the picture in
 * each direction; its sums are left as N×outputs×4×places for {@link PhaseFilterKernel}. All others have one, finished here.
 */
final class DirectKernel extends LayerKernel {

    /** Outputs of an item, whole steps of the product. */
    private static final int BLOCK = 48;

    private final Scratch.Pool pool;
    private final Taps taps;
    private final float[][] weight;
    private final float[] x;
    private final float[] style;
    private final Epilogue epilogue;
    private final int inputs;
    private final int height;
    private final int width;
    /** Places of a phase. */
    private final int rows;
    private final int columns;

    /** @param weight for each phase, outputs × (its shifts × inputs) as {@link Product} wants it */
    DirectKernel(Scratch.Pool pool, Taps taps, float[][] weight, float[] x, float[] style, Epilogue epilogue, int inputs,
            int height, int width) {
        this.pool = pool;
        this.taps = taps;
        this.weight = weight;
        this.x = x;
        this.style = style;
        this.epilogue = epilogue;
        this.inputs = inputs;
        this.height = height;
        this.width = width;
        this.rows = height + taps.more();
        this.columns = width + taps.more();
    }

    private int blocks() {
        return (epilogue.outputs() + BLOCK - 1) / BLOCK;
    }

    private int runs() {
        return (rows * columns + Scratch.ROW - 1) / Scratch.ROW;
    }

    /** Items of one sample. */
    int groups() {
        return runs() * blocks();
    }

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            Scratch scratch = pool.take();
            int block = item % blocks();
            int run = item / blocks() % runs();
            convolve(item / groups(), run * Scratch.ROW, block * BLOCK, scratch);
            pool.giveBack(scratch);
        }
    }

    private void convolve(int sample, int from, int firstOutput, Scratch scratch) {
        int n = Math.min(Scratch.ROW, rows * columns - from);
        int outputs = Math.min(BLOCK, epilogue.outputs() - firstOutput);
        float[][] shifted = scratch.rows(taps.shifts().length * inputs);
        for (int k = 0; k < shifted.length; k++) {
            shift(taps.shifts()[k / inputs], sample * inputs + k % inputs, from, n, shifted[k]);
        }
        float[] zeros = scratch.rows(1)[0];
        Arrays.fill(zeros, FIRST, FIRST + n, 0);
        float[] grain = scratch.rows(1)[0];
        float[][] sums = scratch.rows(Product.paddedRows(outputs));
        for (int phase = 0; phase < taps.phases().length; phase++) {
            int[] shifts = taps.phases()[phase];
            int depth = shifts.length * inputs;
            float[][] b = new float[Product.paddedDepth(depth)][];
            Arrays.setAll(b, k -> k < depth ? shifted[shifts[k / inputs] * inputs + k % inputs] : zeros);
            Product.multiply(sums, b, weight[phase], Product.at(firstOutput, 0, depth), outputs, depth, n);
            for (int row = 0; row < outputs; row++) {
                epilogue.put(sums[row], grain, sample, firstOutput + row, phase, from, n);
            }
        }
    }

    /** The style times the numbers that a shift brings to some places of a plane; zeros come from outside. */
    private void shift(Taps.Shift shift, int plane, int from, int n, float[] into) {
        if (shift.dy() != 0 || shift.dx() != 0 || taps.more() != 0) {
            Arrays.fill(into, FIRST, FIRST + n, 0);
        }
        for (int row = from / columns; row <= (from + n - 1) / columns; row++) {
            int y = row + shift.dy();
            int begin = Math.max(Math.max(from - row * columns, 0), -shift.dx());
            int end = Math.min(Math.min(from + n - row * columns, columns), width - shift.dx());
            if (y >= 0 && y < height && begin < end) {
                int at = (plane * height + y) * width + begin + shift.dx();
                System.arraycopy(x, at, into, FIRST + row * columns + begin - from, end - begin);
            }
        }
        scale(into, style[plane], n);
    }

    private static void scale(float[] line, float factor, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            line[j] *= factor;
        }
    }
}
