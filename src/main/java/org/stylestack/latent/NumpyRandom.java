package org.stylestack.latent;

/** NumPy's {@code RandomState(seed)}: MT19937 and the legacy polar Gaussian, which keeps the second value of each pair. */
public final class NumpyRandom {

    private final MersenneTwister bits;
    private boolean hasSpare;
    private double spare;

    /** @param seed 0 to 2³²-1 */
    public NumpyRandom(long seed) {
        this.bits = new MersenneTwister(seed);
    }

    /** Uniform in [0, 1), 53 bits: random_sample. */
    public double nextDouble() {
        long high = Integer.toUnsignedLong(bits.nextInt()) >>> 5;
        long low = Integer.toUnsignedLong(bits.nextInt()) >>> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /** Standard normal: randn. */
    public double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double x;
        double y;
        double r2;
        do {
            x = 2 * nextDouble() - 1;
            y = 2 * nextDouble() - 1;
            r2 = x * x + y * y;
        } while (r2 >= 1 || r2 == 0);
        double f = Math.sqrt(-2 * PreciseLog.log(r2) / r2);
        spare = f * x;
        hasSpare = true;
        return f * y;
    }

    /** 32 uniform bits, as the generator gives them. */
    int nextBits() {
        return bits.nextInt();
    }
}
