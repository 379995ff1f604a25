package org.stylestack.layer.jvm;

import static org.stylestack.layer.aparapi.KernelLayers.array;

import java.util.Arrays;
import java.util.Optional;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;

/** A modulated convolution by Winograd's algorithm or directly, whichever suits the picture's size; to-RGB layers among them. */
final class JvmConvolution implements ModulatedConvolution {

    /** Up to so many places of a phase the outputs lie along the rows of the product. */
    private static final int FEW_PLACES = 300;
    private static final int ITEMS_OF_A_THREAD = 2;

    private final JvmLayers layers;
    private final ConvolutionParameters parameters;
    private final Filter filter;
    private final Taps taps;
    private final Optional<VectorProduct> energy;
    private final float[] bias;
    private float[][] direct;
    private float[][][][] channels;
    private float[][] winograd;

    static boolean serves(ConvolutionParameters parameters, Filter filter) {
        boolean plain = parameters.resampling() == Resampling.NONE;
        boolean up = parameters.resampling() == Resampling.UP && parameters.kernelSize() == 3 && filter.height() == 4 && filter.width() == 4;
        return (plain || up) && parameters.affine().isPresent() && !parameters.hasConcatenatedNoise()
                && JvmLayers.isLeaky(parameters.activation());
    }

    JvmConvolution(JvmLayers layers, ConvolutionParameters parameters, Filter filter) {
        this.layers = layers;
        this.parameters = parameters;
        this.filter = filter.mirrored().times(4);
        this.taps = isUp() ? Taps.up() : Taps.plain(parameters.kernelSize());
        this.energy = parameters.demodulate() ? Optional.of(energy()) : Optional.empty();
        this.bias = parameters.bias().map(tensor -> tensor.floats()).orElseGet(() -> new float[parameters.outputs()]);
    }

    private boolean isUp() {
        return parameters.resampling() == Resampling.UP;
    }

    private VectorProduct energy() {
        float[] sums = new float[parameters.outputs() * parameters.inputs()];
        pack((output, input, own) -> {
            for (double tap : own) {
                sums[output * parameters.inputs() + input] += (float) (tap * tap);
            }
        });
        return new VectorProduct(layers.pool(), sums, parameters.inputs(), parameters.outputs());
    }

    private void pack(PackKernel.Writer writer) {
        new PackKernel(parameters.weight().floats(), parameters.outputs(), parameters.inputs(), parameters.weightGain(), writer).launch(layers);
    }

    private float[][] directWeights() {
        if (direct == null) {
            int inputs = parameters.inputs();
            direct = new float[taps.phases().length][];
            Arrays.setAll(direct, phase -> new float[Product.size(parameters.outputs(), taps.phases()[phase].length * inputs)]);
            pack((output, input, own) -> {
                for (int phase = 0; phase < direct.length; phase++) {
                    int[] its = taps.taps()[phase];
                    for (int k = 0; k < its.length; k++) {
                        direct[phase][Product.at(output, k * inputs + input, its.length * inputs)] = (float) own[its[k]];
                    }
                }
            });
        }
        return direct;
    }

    private float[][][][] channelWeights() {
        if (channels == null) {
            int inputs = parameters.inputs();
            int blocks = (parameters.outputs() + ChannelKernel.BLOCK - 1) / ChannelKernel.BLOCK;
            channels = new float[taps.phases().length][blocks][][];
            for (int phase = 0; phase < channels.length; phase++) {
                int depth = Product.paddedDepth(taps.phases()[phase].length * inputs);
                Arrays.setAll(channels[phase], block -> Scratch.rows(depth, ChannelKernel.BLOCK));
            }
            pack((output, input, own) -> {
                for (int phase = 0; phase < channels.length; phase++) {
                    int[] its = taps.taps()[phase];
                    float[][] rows = channels[phase][output / ChannelKernel.BLOCK];
                    for (int k = 0; k < its.length; k++) {
                        rows[k * inputs + input][output % ChannelKernel.BLOCK] = (float) own[its[k]];
                    }
                }
            });
        }
        return channels;
    }

    private float[][] winogradWeights() {
        if (winograd == null) {
            winograd = new float[Winograd.POINTS][Product.size(parameters.outputs(), parameters.inputs())];
            pack((output, input, own) -> {
                double[] points = Winograd.weight(own);
                int at = Product.at(output, input, parameters.inputs());
                for (int point = 0; point < points.length; point++) {
                    winograd[point][at] = (float) points[point];
                }
            });
        }
        return winograd;
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        Shape in = x.shape();
        int up = isUp() ? 2 : 1;
        DeviceTensor y = layers.allocate(new Shape(in.n(), parameters.outputs(), in.h() * up, in.w() * up));
        float[] styles = array(style.orElseThrow());
        Epilogue epilogue = epilogue(y, demodulation(styles, in.n()), noise);
        if (parameters.kernelSize() == 3 && taps.places(in.h(), in.w()) <= FEW_PLACES) {
            acrossChannels(array(x), styles, epilogue, in);
        } else if (isUp()) {
            up(array(x), styles, epilogue, in);
        } else if (parameters.kernelSize() == 3 && layers.precision() == Precision.FAST && Winograd.serves(in.h(), in.w())) {
            WinogradKernel kernel = new WinogradKernel(layers.pool(), winogradWeights(), array(x), styles, epilogue, in.c(), in.h(), in.w(),
                    ITEMS_OF_A_THREAD * layers.threads());
            layers.launch(kernel, in.n() * kernel.groups(), work(in) / kernel.groups() / in.n());
        } else {
            direct(array(x), styles, epilogue, in);
        }
        return y;
    }

    private long work(Shape in) {
        return in.count() * parameters.outputs() * parameters.kernelSize() * parameters.kernelSize();
    }

    private void direct(float[] x, float[] styles, Epilogue epilogue, Shape in) {
        DirectKernel kernel = new DirectKernel(layers.pool(), taps, directWeights(), x, styles, epilogue, in.c(), in.h(), in.w());
        layers.launch(kernel, in.n() * kernel.groups(), work(in) / kernel.groups() / in.n());
    }

    private void acrossChannels(float[] x, float[] styles, Epilogue epilogue, Shape in) {
        SpreadKernel spread = new SpreadKernel(taps, x, styles, in.n(), in.c(), in.h(), in.w());
        layers.launch(spread, in.n() * spread.groups(), in.count() * 9 / spread.groups() / in.n());
        float[][][][] weights = channelWeights();
        ChannelKernel kernel = new ChannelKernel(layers.pool(), taps, weights, spread.pixels(), filter.taps(), epilogue, in.c(), in.h(), in.w());
        layers.launch(kernel, in.n() * weights[0].length, work(in) / weights[0].length / in.n());
    }

    private void up(float[] x, float[] styles, Epilogue epilogue, Shape in) {
        try (DeviceTensor phases = layers.allocate(new Shape(in.n(), parameters.outputs() * 4, in.h() + 1, in.w() + 1))) {
            direct(x, styles, epilogue.into(array(phases)), in);
            PhaseFilterKernel kernel = new PhaseFilterKernel(array(phases), filter.taps(), epilogue, in.h(), in.w());
            layers.launch(kernel, in.n() * parameters.outputs(), 64L * in.h() * in.w());
        }
    }

    private float[] demodulation(float[] styles, int samples) {
        float[] demodulation = new float[samples * parameters.outputs()];
        if (energy.isEmpty()) {
            Arrays.fill(demodulation, 1);
            return demodulation;
        }
        float[] squares = new float[samples * parameters.inputs()];
        for (int k = 0; k < squares.length; k++) {
            squares[k] = styles[k] * styles[k];
        }
        energy.get().apply(layers, squares, samples, demodulation);
        for (int k = 0; k < demodulation.length; k++) {
            demodulation[k] = (float) (1 / Math.sqrt(demodulation[k] + 1e-8f));
        }
        return demodulation;
    }

    private Epilogue epilogue(DeviceTensor y, float[] demodulation, Optional<DeviceTensor> noise) {
        int pixels = y.shape().h() * y.shape().w();
        float strength = noise.isPresent() ? parameters.noise().map(NoiseParameters::strength).orElse(0f) : 0;
        int noiseStride = noise.isPresent() && noise.get().shape().n() > 1 ? pixels : 0;
        Activation activation = parameters.activation();
        return new Epilogue(demodulation, noise.map(tensor -> array(tensor)).orElse(bias), noiseStride, strength, bias,
                JvmLayers.slope(activation), activation.gain(), activation.clamp(), array(y), parameters.outputs(), pixels);
    }

    @Override
    public void close() {
        // The garbage collector frees the weights.
    }
}
