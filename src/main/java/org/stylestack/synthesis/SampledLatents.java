package org.stylestack.synthesis;

import java.util.function.Consumer;
import org.stylestack.generator.Generator;
import org.stylestack.latent.NumpyRandom;

/**
 * Many w for statistics: of z drawn one after the other from NumPy's RandomState(seed).
 *
 * @param label the class label of all samples; empty for a network without classes
 */
public record SampledLatents(Network network, float[] label, long seed) {

    private static final int BATCH = 256;

    /**
     * Hands on w batch by batch, N×w size.
     *
     * @param samples number of z, at least 1
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    public void forEach(int samples, Consumer<float[]> statistic, Progress progress) {
        Generator generator = network.generator();
        NumpyRandom random = new NumpyRandom(seed);
        for (int done = 0; done < samples; done += BATCH) {
            progress.check();
            progress.report((double) done / samples, "sample " + done + " of " + samples + " of w");
            int batch = Math.min(BATCH, samples - done);
            float[] z = new float[batch * generator.zSize()];
            for (int k = 0; k < z.length; k++) {
                z[k] = (float) random.nextGaussian();
            }
            statistic.accept(network.map(z, repeat(label, batch)));
        }
    }

    static float[] repeat(float[] values, int times) {
        float[] repeated = new float[values.length * times];
        for (int k = 0; k < repeated.length; k += values.length) {
            System.arraycopy(values, 0, repeated, k, values.length);
        }
        return repeated;
    }
}
