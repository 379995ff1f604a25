package org.stylestack.latent;

/**
 * MT19937 seeded by init_genrand, as NumPy's RandomState and PyTorch's CPU generator seed it (Matsumoto and Nishimura 1998,
 * seeding of 2002). Libraries at hand seed by init_by_array and so give other numbers.
 */
final class MersenneTwister {

    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int next = N;

    /** @param seed 0 to 2³²-1 */
    MersenneTwister(long seed) {
        state[0] = (int) seed;
        for (int k = 1; k < N; k++) {
            state[k] = 1812433253 * (state[k - 1] ^ (state[k - 1] >>> 30)) + k;
        }
    }

    /** 32 uniform bits. */
    int nextInt() {
        if (next == N) {
            regenerate();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void regenerate() {
        for (int k = 0; k < N; k++) {
            int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
            state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }
}
