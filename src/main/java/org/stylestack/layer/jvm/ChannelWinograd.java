package org.stylestack.layer.jvm;

import static org.stylestack.layer.aparapi.KernelLayers.array;
import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.List;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.LayerKernel;

/**
 * A modulated 3×3 convolution by Winograd's algorithm for small pictures of many channels: channels lie along the rows of
 * the transforms and of the product, tiles across. Each step is a launch for itself, so that the threads share the many
 * weights; between them the transformed tiles lie in memory, as {@link TileRows} says.
 */
final class ChannelWinograd {

    /** Rows of an item of the product. */
    private static final int BLOCK = 96;

    private final Scratch.Pool pool;
    private final Winograd winograd;
    /** For each kernel and {@link Scratch#ROW} outputs, a row for each input. */
    private final float[][][][] weight;
    private final int inputs;
    private final int height;
    private final int width;
    private final TileRows rows;

    ChannelWinograd(Scratch.Pool pool, Winograd winograd, float[][][][] weight, int inputs, int height, int width) {
        this.pool = pool;
        this.winograd = winograd;
        this.weight = weight;
        this.inputs = inputs;
        this.height = height;
        this.width = width;
        this.rows = new TileRows(winograd, height, width);
    }

    void apply(JvmLayers layers, float[] x, float[] style, Epilogue epilogue, int samples) {
        int outputs = epilogue.outputs();
        long numbers = (long) rows.across() * winograd.points();
        List<TileRows.Part> parts = rows.parts(BLOCK);
        try (DeviceTensor v = layers.allocate(Shape.vectors(rows.count(), Product.paddedDepth(inputs)));
                DeviceTensor m = layers.allocate(Shape.vectors(rows.count(), outputs))) {
            for (int sample = 0; sample < samples; sample++) {
                layers.launch(new TileInputKernel(pool, winograd, rows, x, style, sample, inputs, height, width, array(v)),
                        rows.down(), numbers * inputs);
                layers.launch(new Products(parts, array(v), array(m), outputs), parts.size() * weight[0].length,
                        (long) BLOCK * inputs * Math.min(outputs, Scratch.ROW));
                layers.launch(new TileOutputKernel(pool, winograd, rows, array(m), epilogue, sample, height, width), rows.down(),
                        numbers * outputs);
            }
        }
    }

    /** Multiplies a part of the rows with the weights of some outputs. */
    private final class Products extends LayerKernel {

        private final List<TileRows.Part> parts;
        private final float[] v;
        private final float[] m;
        private final int outputs;

        Products(List<TileRows.Part> parts, float[] v, float[] m, int outputs) {
            this.parts = parts;
            this.v = v;
            this.m = m;
            this.outputs = outputs;
        }

        @Override
        public void run() {
            int item = first + getGlobalId();
            if (item < items) {
                Scratch scratch = pool.take();
                multiply(parts.get(item / weight[0].length), item % weight[0].length, scratch);
                pool.giveBack(scratch);
            }
        }

        private void multiply(TileRows.Part part, int outputBlock, Scratch scratch) {
            int firstOutput = outputBlock * Scratch.ROW;
            int n = Math.min(Scratch.ROW, outputs - firstOutput);
            float[][] sums = scratch.rows(Product.paddedRows(part.rows()));
            float[][] own = weight[part.kernel()][outputBlock];
            Product.multiply(sums, own, v, Product.at(part.firstRow(), 0, inputs), part.rows(), inputs, n);
            for (int row = 0; row < part.rows(); row++) {
                System.arraycopy(sums[row], FIRST, m, (part.firstRow() + row) * outputs + firstOutput, n);
            }
        }
    }
}
