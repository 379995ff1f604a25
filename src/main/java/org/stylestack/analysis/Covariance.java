package org.stylestack.analysis;

import java.util.stream.IntStream;

/** Products, mean and covariance of vectors that come batch by batch, summed in double precision. */
final class Covariance {

    /** Vectors taken at once, so that a sum is read and written once for all of them. */
    private static final int AT_ONCE = 4;

    private final int size;
    private final double[] sums;
    /** Of products, size×size; the lower triangle alone is summed. */
    private final double[] products;
    private long count;

    Covariance(int size) {
        this.size = size;
        this.sums = new double[size];
        this.products = new double[size * size];
    }

    /** @param vectors N×size */
    void add(float[] vectors) {
        int added = vectors.length / size;
        // Zeros fill the last few up; they add nothing.
        double[] values = new double[(added + AT_ONCE - 1) / AT_ONCE * AT_ONCE * size];
        for (int k = 0; k < vectors.length; k++) {
            values[k] = vectors[k];
            sums[k % size] += vectors[k];
        }
        IntStream.range(0, size).parallel().forEach(row -> addRow(row, values));
        count += added;
    }

    private void addRow(int row, double[] values) {
        double[] sum = new double[row + 1];
        for (int a = 0; a < values.length; a += AT_ONCE * size) {
            int b = a + size;
            int c = b + size;
            int d = c + size;
            double ofA = values[a + row];
            double ofB = values[b + row];
            double ofC = values[c + row];
            double ofD = values[d + row];
            for (int k = 0; k <= row; k++) {
                sum[k] += ofA * values[a + k] + ofB * values[b + k] + ofC * values[c + k] + ofD * values[d + k];
            }
        }
        for (int k = 0; k <= row; k++) {
            products[row * size + k] += sum[k];
        }
    }

    /** [size] */
    double[] mean() {
        double[] mean = new double[size];
        for (int k = 0; k < size; k++) {
            mean[k] = sums[k] / count;
        }
        return mean;
    }

    /** The sum of v vᵀ over all vectors v, size×size. */
    double[] products() {
        double[] matrix = new double[size * size];
        for (int row = 0; row < size; row++) {
            for (int k = 0; k <= row; k++) {
                matrix[row * size + k] = products[row * size + k];
                matrix[k * size + row] = products[row * size + k];
            }
        }
        return matrix;
    }

    /** size×size, of a sample: divided by N - 1. */
    double[] matrix() {
        double[] mean = mean();
        double[] matrix = products();
        for (int k = 0; k < matrix.length; k++) {
            matrix[k] = (matrix[k] - count * mean[k / size] * mean[k % size]) / (count - 1);
        }
        return matrix;
    }
}
