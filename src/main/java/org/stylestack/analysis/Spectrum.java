package org.stylestack.analysis;

import ij.process.FHT;
import ij.process.FloatProcessor;
import java.util.Arrays;

/**
 * The power of maps by spatial frequency, as stylegan3's visualizer shows it: of each channel less its mean, under a Kaiser
 * window, summed over the channels, in decibels over the mean of all frequencies; zero frequency is in the middle.
 */
public final class Spectrum {

    /** The visualizer's own. */
    private static final double BETA = 8;

    private final int size;
    private final double[] window;
    private final double[] power;

    /** @param size height and width of the maps, a power of two from 4 on */
    public Spectrum(int size) {
        this.size = size;
        this.window = kaiser(size);
        this.power = new double[size * size];
    }

    /** w(n) = I0(β √(1 - (2n/(N-1) - 1)²)) / I0(β). */
    private static double[] kaiser(int size) {
        double[] window = new double[size];
        for (int n = 0; n < size; n++) {
            double x = 2.0 * n / (size - 1) - 1;
            window[n] = bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
        }
        return window;
    }

    /** The modified Bessel function I0 by its power series, which converges fast for the arguments here. */
    private static double bessel(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }

    /** Adds channels, C×size×size, from an index on. */
    public void add(float[] values, int from, int channels) {
        for (int c = 0; c < channels; c++) {
            add(Arrays.copyOfRange(values, from + c * size * size, from + (c + 1) * size * size));
        }
    }

    private void add(float[] channel) {
        double mean = 0;
        for (float value : channel) {
            mean += value / (double) channel.length;
        }
        for (int k = 0; k < channel.length; k++) {
            channel[k] = (float) ((channel[k] - mean) * window[k / size] * window[k % size]);
        }
        FHT transform = new FHT(new FloatProcessor(size, size, channel));
        transform.transform();
        float[] hartley = (float[]) transform.getPixels();
        for (int v = 0; v < size; v++) {
            for (int u = 0; u < size; u++) {
                double here = hartley[v * size + u];
                double opposite = hartley[(size - v) % size * size + (size - u) % size];
                int middle = (v + size / 2) % size * size + (u + size / 2) % size;
                power[middle] += (here * here + opposite * opposite) / 2;
            }
        }
    }

    /** Decibels, size×size; minus infinity where there is no power. */
    public float[] decibels() {
        double mean = Arrays.stream(power).average().orElseThrow();
        float[] decibels = new float[power.length];
        for (int k = 0; k < power.length; k++) {
            decibels[k] = power[k] == 0 ? Float.NEGATIVE_INFINITY : (float) (10 * Math.log10(power[k] / mean));
        }
        return decibels;
    }
}
