package org.stylestack.latent;

/** Style mixing: the coarse layers of one latent and the fine layers of another (Karras et al. 2019, section 3.1). */
public final class Mixing {

    private Mixing() {}

    /**
     * Layers before an index from a, the others from b.
     *
     * @param a      N×layers×size
     * @param b      of the same shape
     * @param size   numbers in one w
     * @param layers number of w in w+
     * @param index  0 (all from b) to {@code layers} (all from a)
     */
    public static float[] mix(float[] a, float[] b, int size, int layers, int index) {
        if (index < 0 || index > layers) {
            throw new IllegalArgumentException("mix_at: " + index + " is not a layer of w+; give 0 to " + layers);
        }
        float[] mixed = b.clone();
        for (int from = 0; from < mixed.length; from += layers * size) {
            System.arraycopy(a, from, mixed, from, index * size);
        }
        return mixed;
    }

    /**
     * {@code weight · a + (1 − weight) · b} in each layer, as PaddleGAN's styleganv2mixing mixes; weight 1 is a to the bit, and 0 is b.
     *
     * @param a       layers×size
     * @param b       of the same shape
     * @param size    numbers in one w
     * @param weights of a, one for each layer
     */
    public static float[] mix(float[] a, float[] b, int size, float[] weights) {
        float[] mixed = new float[a.length];
        for (int k = 0; k < mixed.length; k++) {
            float weight = weights[k / size];
            mixed[k] = weight * a[k] + (1 - weight) * b[k];
        }
        return mixed;
    }

    /** The index that a seed draws: 1 to {@code layers - 1}, all equally likely, by the seed's first NumPy uniform. */
    public static int draw(long seed, int layers) {
        return 1 + (int) (new NumpyRandom(seed).nextDouble() * (layers - 1));
    }
}
