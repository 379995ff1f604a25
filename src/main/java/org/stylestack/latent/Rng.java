package org.stylestack.latent;

/** Which program's random numbers a seed stands for. */
public enum Rng {
    /** z = NumPy RandomState(seed).randn(1, size), as NVIDIA's generate.py. */
    NUMPY,
    /** z = torch.randn(1, size) after torch.manual_seed(seed) on the CPU, as rosinality's generate.py for one face. */
    TORCH;

    /**
     * The z of a seed.
     *
     * @param seed 0 to 2³²-1
     * @param size numbers in z
     */
    public float[] z(long seed, int size) {
        if (this == TORCH) {
            return new TorchRandom(seed).normals(size);
        }
        NumpyRandom random = new NumpyRandom(seed);
        float[] z = new float[size];
        for (int k = 0; k < size; k++) {
            z[k] = (float) random.nextGaussian();
        }
        return z;
    }
}
