package org.stylestack.latent;

/**
 * The truncation trick: {@code w' = centre + psi · (w - centre)} in the first layers of w+ (Karras et al. 2019, appendix B).
 *
 * @param psi    1 leaves w as it is, 0 gives the centre; any finite number
 * @param cutoff how many layers of w+ are truncated; negative for all
 * @param centre the centre of w, [w size]; not read where psi is 1
 */
public record Truncation(double psi, int cutoff, float[] centre) {

    /** No truncation. */
    public static final Truncation NONE = new Truncation(1, -1, new float[0]);

    /**
     * Spreads w over the layers, truncated.
     *
     * @param w      N×size, row by row
     * @param size   numbers in one w
     * @param layers number of w in w+
     * @return w+, N×layers×size
     */
    public float[] spread(float[] w, int size, int layers) {
        int samples = w.length / size;
        float[] spread = new float[Math.multiplyExact(samples, layers * size)];
        for (int n = 0; n < samples; n++) {
            for (int layer = 0; layer < layers; layer++) {
                System.arraycopy(w, n * size, spread, (n * layers + layer) * size, size);
            }
        }
        return truncate(spread, size, layers);
    }

    /** Truncates w+, N×layers×size, in place, and returns it. */
    public float[] truncate(float[] wPlus, int size, int layers) {
        if (psi == 1) {
            return wPlus;
        }
        int truncated = cutoff < 0 ? layers : Math.min(cutoff, layers);
        for (int k = 0; k < wPlus.length; k++) {
            if (k / size % layers < truncated) {
                float middle = centre[k % size];
                wPlus[k] = middle + (float) psi * (wPlus[k] - middle);
            }
        }
        return wPlus;
    }
}
