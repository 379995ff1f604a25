package org.stylestack.synthesis;

import org.stylestack.latent.Mixing;

/**
 * Every row's latent mixed with every column's, row by row: style_mixing.py of stylegan2-ada-pytorch, and PaddleGAN's
 * styleganv2mixing. A pair has the random noise of its row.
 *
 * @param rows     w+ of the rows, rows×layers×size
 * @param cols     w+ of the columns, columns×layers×size
 * @param rowSeeds by which random noise tells the rows apart
 * @param weights  of the rows in each layer of w+, that of the columns being 1 less it: 1 for the row's styles, 0 for the column's
 * @param size     numbers in one w
 * @param layers   number of w in w+
 */
public record MixingGrid(float[] rows, float[] cols, long[] rowSeeds, float[] weights, int size, int layers)
        implements LatentSource.Computed {

    private int columns() {
        return cols.length / (layers * size);
    }

    @Override
    public long count() {
        return (long) rowSeeds.length * columns();
    }

    @Override
    public long sampleSeed(long index) {
        return rowSeeds[(int) (index / columns())];
    }

    @Override
    public float[] wPlus(long first, int batch) {
        int one = layers * size;
        float[] mixed = new float[batch * one];
        for (int n = 0; n < batch; n++) {
            int row = (int) ((first + n) / columns());
            int column = (int) ((first + n) % columns());
            float[] wPlus = Mixing.mix(Latents.batchOf(rows, row, 1, one), Latents.batchOf(cols, column, 1, one), size, weights);
            System.arraycopy(wPlus, 0, mixed, n * one, one);
        }
        return mixed;
    }
}
