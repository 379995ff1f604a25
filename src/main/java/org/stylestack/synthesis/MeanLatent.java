package org.stylestack.synthesis;

import java.util.concurrent.CancellationException;
import org.stylestack.generator.Generator;
import org.stylestack.latent.NumpyRandom;

/** The mean of w, which truncation pulls towards. */
public final class MeanLatent {

    /** As many as PaddleGAN's get_mean_style draws. */
    public static final int USUAL_SAMPLES = 10240;

    private static final int BATCH = 256;

    private MeanLatent() {}

    /**
     * The mean of w over z drawn one after the other from NumPy's RandomState(seed).
     *
     * @param label   the class label of all samples; empty for a network without classes
     * @param samples number of z, at least 1
     * @return [w size]
     * @throws CancellationException if the progress says so
     */
    public static float[] compute(Network network, float[] label, int samples, long seed, Progress progress) {
        Generator generator = network.generator();
        NumpyRandom random = new NumpyRandom(seed);
        double[] sum = new double[generator.wSize()];
        for (int done = 0; done < samples; done += BATCH) {
            if (progress.isCancelled()) {
                throw new CancellationException("cancelled");
            }
            progress.report(0, "mean of w, sample " + done + " of " + samples);
            int batch = Math.min(BATCH, samples - done);
            float[] z = new float[batch * generator.zSize()];
            for (int k = 0; k < z.length; k++) {
                z[k] = (float) random.nextGaussian();
            }
            float[] w = network.map(z, repeat(label, batch));
            for (int k = 0; k < w.length; k++) {
                sum[k % sum.length] += w[k];
            }
        }
        float[] mean = new float[sum.length];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (float) (sum[k] / samples);
        }
        return mean;
    }

    static float[] repeat(float[] values, int times) {
        float[] repeated = new float[values.length * times];
        for (int k = 0; k < repeated.length; k += values.length) {
            System.arraycopy(values, 0, repeated, k, values.length);
        }
        return repeated;
    }
}
