package org.stylestack.analysis;

/** Mean and standard deviation, number by number, of arrays that come one after the other (Welford 1962), in double precision. */
public final class Moments {

    private final double[] mean;
    /** The sum of the squared deviations from the mean. */
    private final double[] squares;
    private long count;

    /** @param size of each array */
    public Moments(int size) {
        this.mean = new double[size];
        this.squares = new double[size];
    }

    public void add(float[] values) {
        count++;
        for (int k = 0; k < mean.length; k++) {
            double before = values[k] - mean[k];
            mean[k] += before / count;
            squares[k] += before * (values[k] - mean[k]);
        }
    }

    /** [size] */
    public float[] mean() {
        float[] result = new float[mean.length];
        for (int k = 0; k < result.length; k++) {
            result[k] = (float) mean[k];
        }
        return result;
    }

    /** [size], divided by N. */
    public float[] std() {
        float[] result = new float[mean.length];
        for (int k = 0; k < result.length; k++) {
            result[k] = (float) Math.sqrt(squares[k] / count);
        }
        return result;
    }
}
