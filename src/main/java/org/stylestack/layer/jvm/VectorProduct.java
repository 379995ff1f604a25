package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.Arrays;
import org.stylestack.layer.aparapi.LayerKernel;

/** {@code y = W x} of a few vectors: the outputs lie along the rows of the product, an item is a block of them. */
final class VectorProduct extends LayerKernel {

    private static final int BLOCK = 256;

    private final Scratch.Pool pool;
    private final int inputs;
    private final int outputs;
    /** [blocks][inputs][BLOCK]. */
    private final float[][][] weight;
    /** Each as {@link Product} wants it. */
    private float[][] vectors;
    private int samples;
    private float[] y;

    /** @param weight [outputs, inputs] */
    VectorProduct(Scratch.Pool pool, float[] weight, int inputs, int outputs) {
        this.pool = pool;
        this.inputs = inputs;
        this.outputs = outputs;
        this.weight = new float[(outputs + BLOCK - 1) / BLOCK][][];
        Arrays.setAll(this.weight, block -> Product.rows(inputs, BLOCK));
        for (int k = 0; k < weight.length; k++) {
            int output = k / inputs;
            this.weight[output / BLOCK][k % inputs][FIRST + output % BLOCK] = weight[k];
        }
    }

    /** N×inputs → N×outputs. */
    void apply(JvmLayers layers, float[] x, int count, float[] into) {
        samples = count;
        vectors = new float[samples][Product.size(1, inputs)];
        for (int sample = 0; sample < samples; sample++) {
            System.arraycopy(x, sample * inputs, vectors[sample], 0, inputs);
        }
        y = into;
        layers.launch(this, weight.length, (long) samples * inputs * BLOCK);
    }

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int n = Math.min(BLOCK, outputs - item * BLOCK);
            Scratch scratch = pool.take();
            float[][] sums = scratch.rows(Product.paddedRows(1));
            for (int sample = 0; sample < samples; sample++) {
                Product.multiply(sums, weight[item], vectors[sample], 0, 1, inputs, n);
                System.arraycopy(sums[0], FIRST, y, sample * outputs + item * BLOCK, n);
            }
            pool.giveBack(scratch);
        }
    }
}
