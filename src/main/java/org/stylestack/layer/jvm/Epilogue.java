package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;
import static org.stylestack.layer.jvm.Scratch.end;

/**
 * What follows the sums of a convolution: {@code clamp(gain · max(v, alpha · v))} of v = demodulation · sum + strength ·
 * noise + bias.
 *
 * @param demodulation N×outputs
 * @param noise        planes of the output's size
 * @param noiseStride  distance of the samples' noise planes; 0 where they share one
 * @param y            the output, N×outputs×phases planes
 * @param phases       1, or as many as wait for a filter: then the sums are only written
 * @param pixels       numbers of a plane
 */
record Epilogue(float[] demodulation, float[] noise, int noiseStride, float strength, float[] bias, float alpha, float gain,
        float clamp, float[] y, int outputs, int phases, int pixels) {

    /**
     * Finishes a run of a plane's sums and writes them.
     *
     * @param line  the sums; changed
     * @param grain as long, for the noise
     * @param at    where in the plane they belong
     */
    void put(float[] line, float[] grain, int sample, int output, int phase, int at, int n) {
        if (phases == 1) {
            finish(line, grain, sample, output, at, n);
        }
        write(line, sample, output, phase, at, n);
    }

    /** Writes a run of a plane. */
    void write(float[] line, int sample, int output, int phase, int at, int n) {
        System.arraycopy(line, FIRST, y, ((sample * outputs + output) * phases + phase) * pixels + at, n);
    }

    /** Finishes a run of a plane's sums; see {@link #put}. */
    void finish(float[] line, float[] grain, int sample, int output, int at, int n) {
        float scale = demodulation[sample * outputs + output];
        if (strength == 0) {
            activate(line, scale, bias[output], alpha, gain, n);
        } else {
            System.arraycopy(noise, sample * noiseStride + at, grain, FIRST, n);
            activate(line, grain, strength, scale, bias[output], alpha, gain, n);
        }
        clamp(line, n);
    }

    /** A sample's demodulation and bias of some outputs, one after the other. */
    void across(int sample, int firstOutput, float[] scales, float[] shifts, int n) {
        System.arraycopy(demodulation, sample * outputs + firstOutput, scales, FIRST, n);
        System.arraycopy(bias, firstOutput, shifts, FIRST, n);
    }

    /** Finishes one pixel's sums of some outputs. */
    void finishAcross(float[] line, float[] scales, float[] shifts, int sample, int at, int n) {
        if (phases == 1) {
            float grain = strength == 0 ? 0 : strength * noise[sample * noiseStride + at];
            activate(line, scales, shifts, grain, alpha, gain, n);
            clamp(line, n);
        }
    }

    /** Where in an output's planes the place of a phase lies. */
    int place(int phase, int at) {
        return phase * pixels + at;
    }

    /** Writes an output's numbers of some places, which are done: number j of each row. */
    void putPlaces(float[][] rows, int j, int[] places, int count, int sample, int output) {
        int start = (sample * outputs + output) * phases * pixels;
        for (int k = 0; k < count; k++) {
            y[start + places[k]] = rows[k][FIRST + j];
        }
    }

    /** The same for sums that wait for a filter. */
    Epilogue waiting(float[] sums, int ownPhases, int ownPixels) {
        return new Epilogue(demodulation, noise, noiseStride, strength, bias, alpha, gain, clamp, sums, outputs, ownPhases,
                ownPixels);
    }

    private void clamp(float[] line, int n) {
        if (!Float.isInfinite(clamp)) {
            clamp(line, clamp, n);
        }
    }

    private static void clamp(float[] line, float limit, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            line[j] = Math.min(limit, Math.max(-limit, line[j]));
        }
    }

    private static void activate(float[] line, float scale, float shift, float alpha, float gain, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            float v = line[j] * scale + shift;
            line[j] = Math.max(v, alpha * v) * gain;
        }
    }

    private static void activate(float[] line, float[] grain, float strength, float scale, float shift, float alpha, float gain,
            int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            float v = line[j] * scale + (strength * grain[j] + shift);
            line[j] = Math.max(v, alpha * v) * gain;
        }
    }

    private static void activate(float[] line, float[] scales, float[] shifts, float grain, float alpha, float gain, int n) {
        for (int j = FIRST, end = end(n); j < end; j++) {
            float v = line[j] * scales[j] + (grain + shifts[j]);
            line[j] = Math.max(v, alpha * v) * gain;
        }
    }
}
