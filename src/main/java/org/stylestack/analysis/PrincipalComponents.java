package org.stylestack.analysis;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.SampledLatents;

/** Principal components of w (GANSpace; Härkönen et al. 2020, section 2.1). */
public final class PrincipalComponents {

    private PrincipalComponents() {}

    /**
     * The components of w over z drawn one after the other from NumPy's RandomState(seed).
     *
     * @param label   the class label of all samples; empty for a network without classes
     * @param samples number of z, at least 2
     * @param count   how many components, at most w size
     * @return unit vectors by falling variance, with mean, standard deviations and shares of the whole variance
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    public static Directions of(Network network, float[] label, int samples, long seed, int count, Progress progress) {
        Covariance covariance = new Covariance(network.generator().wSize());
        new SampledLatents(network, label, seed).forEach(samples, covariance::add, progress);
        return of(covariance, count);
    }

    static Directions of(Covariance covariance, int count) {
        double[] mean = covariance.mean();
        double[] matrix = covariance.matrix();
        int size = mean.length;
        double whole = 0;
        for (int k = 0; k < size; k++) {
            whole += matrix[k * size + k];
        }
        Eigenvectors found = Eigenvectors.of(matrix, size, count);
        float[] stdev = new float[count];
        float[] explained = new float[count];
        for (int k = 0; k < count; k++) {
            stdev[k] = (float) Math.sqrt(found.values()[k]);
            explained[k] = (float) (found.values()[k] / whole);
        }
        float[] centre = new float[size];
        for (int k = 0; k < size; k++) {
            centre[k] = (float) mean[k];
        }
        Map<String, Tensor> about = new LinkedHashMap<>();
        about.put("mean", Tensor.of(centre, size));
        about.put(Directions.STDEV, Tensor.of(stdev, count));
        about.put("explained", Tensor.of(explained, count));
        return new Directions(Tensor.of(found.vectors(), count, size), about);
    }
}
