package org.stylestack.layer.jvm;

import java.util.Arrays;
import org.stylestack.layer.Profile;
import org.stylestack.layer.aparapi.KernelDevice;
import org.stylestack.layer.aparapi.LayerKernel;

/** Measures what loops in Java can do at most on some threads; takes about a second. */
final class JvmLimits {

    /** How long a loop is tried, while C2 makes vector code of it. */
    private static final long TRIAL_NANOSECONDS = 500_000_000L;
    /** Numbers of a thread's array in the L1 cache, and passes over it. */
    private static final int SHORT = 1 << 11;
    private static final int PASSES = 1 << 12;
    /** Numbers of all threads' arrays in memory, 128 MB. */
    private static final int LONG = 1 << 25;

    private final KernelDevice device;
    private final int threads;

    JvmLimits(KernelDevice device, int threads) {
        this.device = device;
        this.threads = threads;
    }

    Profile.Limits measure() {
        double operations = 2.0 * Polynomial.DEGREE * SHORT * PASSES * threads / seconds(new Polynomial(threads));
        double bytes = 3.0 * Float.BYTES * (LONG / threads) * threads / seconds(new Triad(threads));
        return new Profile.Limits(operations, bytes);
    }

    /** The shortest time of some. */
    private double seconds(LayerKernel kernel) {
        double best = Double.POSITIVE_INFINITY;
        long begin = System.nanoTime();
        for (long start = begin; start - begin < TRIAL_NANOSECONDS; start = System.nanoTime()) {
            device.launch(kernel, threads, LONG, () -> false);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        kernel.dispose();
        return best;
    }

    private static float[][] rows(int threads, int length) {
        float[][] rows = new float[threads][length];
        for (float[] row : rows) {
            Arrays.fill(row, 0.5f);
        }
        return rows;
    }

    /** Multiply-adds in registers: a polynomial of each number, by Horner's scheme. */
    private static final class Polynomial extends LayerKernel {

        private static final int DEGREE = 16;

        private final float[][] x;
        private final float[][] y;

        Polynomial(int threads) {
            x = rows(threads, SHORT);
            y = rows(threads, SHORT);
        }

        @Override
        public void run() {
            int item = first + getGlobalId();
            for (int pass = 0; pass < PASSES; pass++) {
                evaluate(x[item], y[item], 0.25f, SHORT);
            }
        }

        private static void evaluate(float[] x, float[] y, float c, int n) {
            for (int j = 0; j < n; j++) {
                float t = x[j];
                float p = Math.fma(Math.fma(Math.fma(Math.fma(c, t, c), t, c), t, c), t, c);
                p = Math.fma(Math.fma(Math.fma(Math.fma(p, t, c), t, c), t, c), t, c);
                p = Math.fma(Math.fma(Math.fma(Math.fma(p, t, c), t, c), t, c), t, c);
                y[j] = Math.fma(Math.fma(Math.fma(Math.fma(p, t, c), t, c), t, c), t, c);
            }
        }
    }

    /** sum = a + 3 b, as STREAM's triad (McCalpin 1995). */
    private static final class Triad extends LayerKernel {

        private final float[][] a;
        private final float[][] b;
        private final float[][] sum;

        Triad(int threads) {
            a = rows(threads, LONG / threads);
            b = rows(threads, LONG / threads);
            sum = rows(threads, LONG / threads);
        }

        @Override
        public void run() {
            int item = first + getGlobalId();
            int n = sum[item].length;
            for (int from = 0; from < n; from += SHORT) {
                add(a[item], b[item], sum[item], from, Math.min(n, from + SHORT));
            }
        }

        private static void add(float[] a, float[] b, float[] sum, int from, int to) {
            for (int j = from; j < to; j++) {
                sum[j] = a[j] + 3 * b[j];
            }
        }
    }
}
