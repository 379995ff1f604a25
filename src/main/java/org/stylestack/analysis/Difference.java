package org.stylestack.analysis;

/**
 * How much two arrays differ.
 *
 * @param rms the root of the mean of the squared differences
 * @param max the largest difference, without its sign
 */
public record Difference(double rms, double max) {

    /** Of two arrays of one length. */
    public static Difference of(float[] a, float[] b) {
        double squares = 0;
        double max = 0;
        for (int k = 0; k < a.length; k++) {
            double difference = (double) b[k] - a[k];
            squares += difference * difference;
            max = Math.max(max, Math.abs(difference));
        }
        return new Difference(Math.sqrt(squares / a.length), max);
    }
}
