package org.stylestack.latent;

/**
 * PyTorch's CPU generator after {@code torch.manual_seed(seed)}. Like torch, it fills 16 and more normals at once, in
 * blocks of 16 (Box–Muller on uniforms of 24 bits), and draws fewer one by one in double precision, keeping the second
 * value of each pair.
 */
public final class TorchRandom {

    private static final int BLOCK = 16;

    private final MersenneTwister bits;
    private boolean hasSpare;
    private double spare;

    /** @param seed 0 to 2³²-1 */
    public TorchRandom(long seed) {
        this.bits = new MersenneTwister(seed);
    }

    /** {@code torch.randn(count)}, float32. */
    public float[] normals(int count) {
        float[] values = new float[count];
        if (count < BLOCK) {
            for (int k = 0; k < count; k++) {
                values[k] = (float) nextGaussian();
            }
            return values;
        }
        for (int k = 0; k < count; k++) {
            values[k] = nextFloat();
        }
        for (int k = 0; k + BLOCK <= count; k += BLOCK) {
            transform(values, k);
        }
        if (count % BLOCK != 0) {
            // The last block overlaps the one before it, and is drawn anew.
            int last = count - BLOCK;
            for (int k = last; k < count; k++) {
                values[k] = nextFloat();
            }
            transform(values, last);
        }
        return values;
    }

    /** Uniform in [0, 1), 24 bits: torch.rand. */
    float nextFloat() {
        return (bits.nextInt() & 0xffffff) * 0x1p-24f;
    }

    /** Uniforms to normals: places k and k + 8 of the block share a radius and an angle. */
    private static void transform(float[] values, int from) {
        for (int k = from; k < from + BLOCK / 2; k++) {
            float u1 = 1 - values[k];
            float u2 = values[k + BLOCK / 2];
            double radius = Math.sqrt(-2 * StrictMath.log(u1));
            double angle = 2 * Math.PI * u2;
            values[k] = (float) (radius * StrictMath.cos(angle));
            values[k + BLOCK / 2] = (float) (radius * StrictMath.sin(angle));
        }
    }

    private double nextGaussian() {
        if (hasSpare) {
            hasSpare = false;
            return spare;
        }
        double u1 = nextDouble();
        double u2 = nextDouble();
        double radius = Math.sqrt(-2 * StrictMath.log1p(-u2));
        double angle = 2 * Math.PI * u1;
        spare = radius * StrictMath.sin(angle);
        hasSpare = true;
        return radius * StrictMath.cos(angle);
    }

    private double nextDouble() {
        long high = Integer.toUnsignedLong(bits.nextInt());
        long low = Integer.toUnsignedLong(bits.nextInt());
        return (((high << 32) | low) & ((1L << 53) - 1)) * 0x1p-53;
    }
}
