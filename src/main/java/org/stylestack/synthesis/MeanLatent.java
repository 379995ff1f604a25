package org.stylestack.synthesis;

/** The mean of w, which truncation pulls towards. */
public final class MeanLatent {

    /** As many as PaddleGAN's get_mean_style draws. */
    public static final int USUAL_SAMPLES = 10240;

    private MeanLatent() {}

    /**
     * The mean of {@link SampledLatents}.
     *
     * @param label   the class label of all samples; empty for a network without classes
     * @param samples number of z, at least 1
     * @return [w size]
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    public static float[] compute(Network network, float[] label, int samples, long seed, Progress progress) {
        double[] sum = new double[network.generator().wSize()];
        new SampledLatents(network, label, seed).forEach(samples, w -> {
            for (int k = 0; k < w.length; k++) {
                sum[k % sum.length] += w[k];
            }
        }, progress);
        float[] mean = new float[sum.length];
        for (int k = 0; k < mean.length; k++) {
            mean[k] = (float) (sum[k] / samples);
        }
        return mean;
    }
}
