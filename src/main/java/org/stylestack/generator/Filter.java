package org.stylestack.generator;

import java.util.Arrays;
import java.util.Optional;

/**
 * A two-dimensional FIR filter for resampling, applied as a convolution (mirrored), as upfirdn2d does.
 *
 * @param height rows
 * @param width  columns
 * @param taps   [height, width], row by row
 */
public record Filter(int height, int width, float[] taps) {

    public Filter {
        if (height < 1 || width < 1 || taps.length != height * width) {
            throw new IllegalArgumentException("a filter of " + height + " × " + width + " needs " + height * width
                    + " taps, not " + taps.length);
        }
    }

    /** The outer product of the taps with themselves, with sum 1: setup_filter of stylegan2-ada-pytorch. */
    public static Filter separable(float... taps) {
        int n = taps.length;
        float[] product = new float[n * n];
        double sum = 0;
        for (float tap : taps) {
            sum += tap;
        }
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                product[y * n + x] = (float) (taps[y] * taps[x] / (sum * sum));
            }
        }
        return new Filter(n, n, product);
    }

    /** This filter with all taps multiplied. */
    public Filter times(double factor) {
        float[] product = taps.clone();
        for (int k = 0; k < product.length; k++) {
            product[k] *= (float) factor;
        }
        return new Filter(height, width, product);
    }

    /** This filter rotated by 180°: what turns convolution into correlation. */
    public Filter mirrored() {
        float[] mirrored = new float[taps.length];
        for (int k = 0; k < taps.length; k++) {
            mirrored[k] = taps[taps.length - 1 - k];
        }
        return new Filter(height, width, mirrored);
    }

    /**
     * The vertical taps, then the horizontal ones, of which this filter is the outer product; empty where it is no such
     * product, within float32's rounding.
     */
    public Optional<float[]> factors() {
        int largest = 0;
        for (int k = 1; k < taps.length; k++) {
            largest = Math.abs(taps[k]) > Math.abs(taps[largest]) ? k : largest;
        }
        float[] factors = new float[height + width];
        for (int y = 0; y < height; y++) {
            factors[y] = taps[y * width + largest % width] / taps[largest];
        }
        System.arraycopy(taps, largest / width * width, factors, height, width);
        for (int k = 0; k < taps.length; k++) {
            float product = factors[k / width] * factors[height + k % width];
            if (!(Math.abs(product - taps[k]) <= 1e-6 * Math.abs(taps[largest]))) {
                return Optional.empty();
            }
        }
        return Optional.of(factors);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter filter && height == filter.height && width == filter.width
                && Arrays.equals(taps, filter.taps);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(taps);
    }
}
