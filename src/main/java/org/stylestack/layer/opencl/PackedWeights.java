package org.stylestack.layer.opencl;

import java.util.stream.IntStream;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;

/**
 * The weights of a 3×3 layer in the orders that the CPU kernels read. A column is an output channel, or, in an up layer,
 * one of its four phases: the 3×3 kernel and the 4×4 filter make a 6×6 kernel, of which every output pixel meets the 3×3
 * taps of its parity.
 */
final class PackedWeights {

    private static final int LANES = VectorTensor.LANES;
    private static final int STRIP = 2 * LANES;
    /** G of F(4×4, 3×3) with the points 0, ±1, ±2 (Lavin and Gray 2016, section 4.1). */
    private static final double[][] G = {
        {1 / 4.0, 0, 0}, {-1 / 6.0, -1 / 6.0, -1 / 6.0}, {-1 / 6.0, 1 / 6.0, -1 / 6.0},
        {1 / 24.0, 1 / 12.0, 1 / 6.0}, {1 / 24.0, -1 / 12.0, 1 / 6.0}, {0, 0, 1}};

    private final ConvolutionParameters parameters;
    private final float[] weight;
    private final float[] filter;
    private final int phases;
    private final int inputs;
    private final int outputs;

    PackedWeights(ConvolutionParameters parameters, Filter filter) {
        this.parameters = parameters;
        this.weight = parameters.weight().floats();
        for (int k = 0; k < weight.length; k++) {
            weight[k] *= parameters.weightGain();
        }
        this.filter = filter.times(4).taps();
        this.phases = parameters.resampling() == Resampling.UP ? 4 : 1;
        this.inputs = VectorTensor.padded(parameters.inputs());
        this.outputs = VectorTensor.padded(parameters.outputs());
    }

    /** Input channels, padded. */
    int inputs() {
        return inputs;
    }

    /** Output channels, padded, times phases. */
    int columns() {
        return outputs * phases;
    }

    /** Σ W² of each output and input channel, padded: [outputs][inputs]. */
    float[] energy() {
        float[] energy = new float[outputs * inputs];
        for (int o = 0; o < parameters.outputs(); o++) {
            for (int i = 0; i < parameters.inputs(); i++) {
                float sum = 0;
                for (int k = 0; k < 9; k++) {
                    float w = weight[(o * parameters.inputs() + i) * 9 + k];
                    sum += w * w;
                }
                energy[o * inputs + i] = sum;
            }
        }
        return energy;
    }

    /** U of Winograd's algorithm: [36][strips][inputs][columns of the strip]. */
    float[] winograd() {
        return pack(36, (taps, u) -> {
            double[] half = new double[18];
            for (int y = 0; y < 6; y++) {
                for (int x = 0; x < 3; x++) {
                    half[y * 3 + x] = G[y][0] * taps[x] + G[y][1] * taps[3 + x] + G[y][2] * taps[6 + x];
                }
            }
            for (int y = 0; y < 6; y++) {
                for (int x = 0; x < 6; x++) {
                    u[y * 6 + x] = half[y * 3] * G[x][0] + half[y * 3 + 1] * G[x][1] + half[y * 3 + 2] * G[x][2];
                }
            }
        }, false);
    }

    /** The taps themselves: [strips][9][inputs][columns of the strip]. */
    float[] direct() {
        return pack(9, (taps, u) -> System.arraycopy(taps, 0, u, 0, 9), true);
    }

    DeviceTensor upload(Layers layers, float[] values) {
        return layers.upload(Shape.vectors(1, values.length), values);
    }

    private interface Transform {
        void apply(double[] taps, double[] transformed);
    }

    private float[] pack(int points, Transform transform, boolean stripsOutermost) {
        float[] packed = new float[Math.multiplyExact(points, inputs * columns())];
        IntStream.range(0, (columns() + STRIP - 1) / STRIP).parallel().forEach(strip -> {
            int lanes = Math.min(STRIP, columns() - strip * STRIP);
            double[] taps = new double[9];
            double[] transformed = new double[points];
            for (int i = 0; i < parameters.inputs(); i++) {
                for (int lane = 0; lane < lanes; lane++) {
                    int column = strip * STRIP + lane;
                    int output = column % outputs;
                    if (output < parameters.outputs()) {
                        taps(output, i, column / outputs, taps);
                        transform.apply(taps, transformed);
                        for (int point = 0; point < points; point++) {
                            int row = stripsOutermost
                                    ? strip * STRIP * points * inputs + point * inputs * lanes
                                    : point * inputs * columns() + strip * STRIP * inputs;
                            packed[row + i * lanes + lane] = (float) transformed[point];
                        }
                    }
                }
            }
        });
        return packed;
    }

    /** The 3×3 taps of one column: the weights, or, for phase (p, q), every second tap of the 6×6 kernel, from the far end. */
    private void taps(int output, int input, int phase, double[] taps) {
        int from = (output * parameters.inputs() + input) * 9;
        if (phases == 1) {
            for (int k = 0; k < 9; k++) {
                taps[k] = weight[from + k];
            }
            return;
        }
        for (int ty = 0; ty < 3; ty++) {
            for (int tx = 0; tx < 3; tx++) {
                taps[ty * 3 + tx] = merged(from, phase / 2 + 4 - 2 * ty, phase % 2 + 4 - 2 * tx);
            }
        }
    }

    /** Tap (y, x) of the full convolution of the 3×3 kernel with the 4×4 filter. */
    private double merged(int from, int y, int x) {
        double sum = 0;
        for (int a = Math.max(0, y - 3); a <= Math.min(2, y); a++) {
            for (int b = Math.max(0, x - 3); b <= Math.min(2, x); b++) {
                sum += (double) weight[from + a * 3 + b] * filter[(y - a) * 4 + x - b];
            }
        }
        return sum;
    }
}
