package org.stylestack.analysis;

/**
 * What numbers are like.
 *
 * @param mean    of all
 * @param std     their standard deviation, divided by N
 * @param min     the least
 * @param max     the largest
 * @param rms     the root of the mean of their squares
 * @param clamped share of those at the activation's clamp, or beyond it
 * @param zero    share of those that are 0
 */
public record Statistics(double mean, double std, double min, double max, double rms, double clamped, double zero) {

    /**
     * @param from  index of the first number
     * @param count how many, at least 1
     * @param clamp of the activation; infinite for none
     */
    public static Statistics of(float[] values, int from, int count, float clamp) {
        double sum = 0;
        double squares = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        int clamped = 0;
        int zero = 0;
        for (int k = from; k < from + count; k++) {
            double value = values[k];
            sum += value;
            squares += value * value;
            min = Math.min(min, value);
            max = Math.max(max, value);
            clamped += Math.abs(value) >= clamp ? 1 : 0;
            zero += value == 0 ? 1 : 0;
        }
        double mean = sum / count;
        double deviations = 0;
        for (int k = from; k < from + count; k++) {
            deviations += (values[k] - mean) * (values[k] - mean);
        }
        return new Statistics(mean, Math.sqrt(deviations / count), min, max, Math.sqrt(squares / count),
                (double) clamped / count, (double) zero / count);
    }
}
