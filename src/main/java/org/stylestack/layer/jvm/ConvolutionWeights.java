package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.stylestack.generator.ConvolutionParameters;

/** The weights of a convolution in the orders that the kernels want; each is made when it is first asked for, and kept once all of it is there. */
final class ConvolutionWeights {

    private final JvmLayers layers;
    private final ConvolutionParameters parameters;
    private final Taps taps;
    private float[][] direct;
    private float[][][][] directAcross;
    private float[][] winograd;
    private float[][][][] winogradAcross;

    ConvolutionWeights(JvmLayers layers, ConvolutionParameters parameters, Taps taps) {
        this.layers = layers;
        this.parameters = parameters;
        this.taps = taps;
    }

    private void pack(PackKernel.Writer writer) {
        new PackKernel(parameters, Optional.empty(), writer).launch(layers);
    }

    private void pack(Winograd algorithm, PackKernel.Writer writer) {
        new PackKernel(parameters, Optional.of(algorithm), writer).launch(layers);
    }

    /** Outputs × inputs: the sums of the squared taps. */
    float[] energy() {
        float[] sums = new float[parameters.outputs() * parameters.inputs()];
        pack((output, input, own) -> {
            for (double tap : own) {
                sums[output * parameters.inputs() + input] += (float) (tap * tap);
            }
        });
        return sums;
    }

    /** For each phase, outputs × (its shifts × inputs) as {@link Product} wants it. */
    float[][] direct() {
        if (direct == null) {
            int inputs = parameters.inputs();
            float[][] packed = new float[taps.phases().length][];
            Arrays.setAll(packed, phase -> new float[Product.size(parameters.outputs(), taps.phases()[phase].length * inputs)]);
            pack((output, input, own) -> {
                for (int phase = 0; phase < packed.length; phase++) {
                    int[] its = taps.taps()[phase];
                    for (int k = 0; k < its.length; k++) {
                        packed[phase][Product.at(output, k * inputs + input, its.length * inputs)] = (float) own[its[k]];
                    }
                }
            });
            direct = packed;
        }
        return direct;
    }

    /** For each phase and {@link ChannelKernel#BLOCK} outputs, a row for each shift and input. */
    float[][][][] directAcross() {
        if (directAcross == null) {
            float[][][][] packed = rows(taps.phases().length, phase -> taps.phases()[phase].length * parameters.inputs(),
                    ChannelKernel.BLOCK);
            pack((output, input, own) -> {
                for (int phase = 0; phase < packed.length; phase++) {
                    float[][] rows = packed[phase][output / ChannelKernel.BLOCK];
                    int[] its = taps.taps()[phase];
                    for (int k = 0; k < its.length; k++) {
                        rows[k * parameters.inputs() + input][FIRST + output % ChannelKernel.BLOCK] = (float) own[its[k]];
                    }
                }
            });
            directAcross = packed;
        }
        return directAcross;
    }

    /** For each kernel of the algorithm, outputs × inputs as {@link Product} wants it. */
    float[][] winograd(Winograd algorithm) {
        if (winograd == null) {
            int size = Product.size(parameters.outputs(), parameters.inputs());
            float[][] packed = layers.inRoom(() -> new float[algorithm.kernels()][size]);
            pack(algorithm, (output, input, kernels) -> {
                int at = Product.at(output, input, parameters.inputs());
                for (int kernel = 0; kernel < kernels.length; kernel++) {
                    packed[kernel][at] = (float) kernels[kernel];
                }
            });
            winograd = packed;
        }
        return winograd;
    }

    /** For each kernel of the algorithm and {@link Scratch#ROW} outputs, a row for each input. */
    float[][][][] winogradAcross(Winograd algorithm) {
        if (winogradAcross == null) {
            float[][][][] packed = layers.inRoom(() -> rows(algorithm.kernels(), kernel -> parameters.inputs(), Scratch.ROW));
            pack(algorithm, (output, input, kernels) -> {
                for (int kernel = 0; kernel < kernels.length; kernel++) {
                    packed[kernel][output / Scratch.ROW][input][FIRST + output % Scratch.ROW] = (float) kernels[kernel];
                }
            });
            winogradAcross = packed;
        }
        return winogradAcross;
    }

    private float[][][][] rows(int count, Function<Integer, Integer> depth, int block) {
        float[][][][] all = new float[count][(parameters.outputs() + block - 1) / block][][];
        for (int k = 0; k < count; k++) {
            int own = depth.apply(k);
            Arrays.setAll(all[k], at -> Product.rows(own, Math.min(block, parameters.outputs() - at * block)));
        }
        return all;
    }
}
