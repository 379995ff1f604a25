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

    /** Up to so many places of a phase the direct product has the outputs along its rows. */
    private static final int FEW_PLACES = 300;
    /** Up to so many the direct product is faster than Winograd's algorithm, whose weights are more to read. */
    private static final int FEWEST_PLACES = 30;

    private final JvmLayers layers;
    private final ConvolutionParameters parameters;
    /** Mirrored, with the gain of upsampling. */
    private final Filter filter;
    private final Filter skipFilter;
    private final Taps taps;
    private final Winograd winograd;
    private final ConvolutionWeights weights;
    private final Optional<VectorProduct> energy;
    private final float[] bias;

    static boolean serves(ConvolutionParameters parameters, Filter filter) {
        boolean plain = parameters.resampling() == Resampling.NONE;
        boolean up = parameters.resampling() == Resampling.UP && parameters.kernelSize() == 3 && filter.height() == 4
                && filter.width() == 4 && filter.factors().isPresent();
        return (plain || up) && parameters.affine().isPresent() && !parameters.hasConcatenatedNoise()
                && parameters.activation().isLeaky();
    }

    /** The most bytes that a thread has in work: the points of as many tiles as a row has numbers, for all channels. */
    static long scratch(ConvolutionParameters parameters) {
        return Scratch.planesSize(planes(winograd(parameters)), rows(parameters));
    }

    /** Of points, and one of sums. */
    private static int planes(Winograd winograd) {
        return winograd.points() + 1;
    }

    private static int rows(ConvolutionParameters parameters) {
        return Math.max(Product.paddedDepth(parameters.inputs()), Product.paddedRows(parameters.outputs()));
    }

    private static Winograd winograd(ConvolutionParameters parameters) {
        return parameters.resampling() == Resampling.UP ? new UpWinograd() : new PlainWinograd();
    }

    JvmConvolution(JvmLayers layers, ConvolutionParameters parameters, Filter filter) {
        this.layers = layers;
        this.parameters = parameters;
        this.filter = filter.mirrored().times(4);
        this.skipFilter = filter;
        this.taps = isUp() ? Taps.up() : Taps.plain(parameters.kernelSize());
        this.winograd = winograd(parameters);
        this.weights = new ConvolutionWeights(layers, parameters, taps);
        this.energy = parameters.demodulate()
                ? Optional.of(new VectorProduct(layers.pool(), weights.energy(), parameters.inputs(), parameters.outputs()))
                : Optional.empty();
        this.bias = parameters.bias().map(tensor -> tensor.floats()).orElseGet(() -> new float[parameters.outputs()]);
    }

    private boolean isUp() {
        return parameters.resampling() == Resampling.UP;
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        if (isPointwise()) {
            return pointwise(x, style, noise, Optional.empty());
        }
        Shape in = x.shape();
        int up = isUp() ? 2 : 1;
        DeviceTensor y = layers.allocate(new Shape(in.n(), parameters.outputs(), in.h() * up, in.w() * up));
        float[] styles = array(style.orElseThrow());
        Epilogue epilogue = epilogue(y, demodulation(styles, in.n()), noise);
        Way way = way(in);
        if (way == Way.ACROSS_CHANNELS) {
            acrossChannels(array(x), styles, epilogue, in);
        } else if (way == Way.MANY_TILES) {
            inTiles(array(x), styles, epilogue, in);
        } else if (isUp()) {
            up(way, array(x), styles, epilogue, in);
        } else {
            sums(way, array(x), styles, epilogue, in);
        }
        return y;
    }

    @Override
    public Optional<DeviceTensor> applyOnto(DeviceTensor below, DeviceTensor x, Optional<DeviceTensor> style) {
        boolean serves = isPointwise() && skipFilter.height() == 4 && skipFilter.width() == 4;
        return serves ? Optional.of(pointwise(x, style, Optional.empty(), Optional.of(below))) : Optional.empty();
    }

    private boolean isPointwise() {
        return parameters.kernelSize() == 1 && !isUp();
    }

    private DeviceTensor pointwise(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise,
            Optional<DeviceTensor> below) {
        Shape in = x.shape();
        DeviceTensor y = layers.allocate(new Shape(in.n(), parameters.outputs(), in.h(), in.w()));
        float[] styles = array(style.orElseThrow());
        Upsampling upsampling = below.map(image -> new Upsampling(array(image), skipFilter, image.shape().h(), image.shape().w()))
                .orElse(null);
        PointwiseKernel kernel = new PointwiseKernel(weights.direct()[0], array(x), styles, in.n(), upsampling,
                epilogue(y, demodulation(styles, in.n()), noise), in.c(), in.h(), in.w(), layers.threads());
        layers.launch(kernel, in.n() * kernel.groups(), work(in) / kernel.groups() / in.n());
        return y;
    }

    private enum Way { DIRECT, ACROSS_CHANNELS, FEW_TILES, MANY_TILES }

    private Way way(Shape in) {
        int places = taps.places(in.h(), in.w());
        if (parameters.kernelSize() == 3 && places <= (layers.precision() == Precision.FAST ? FEWEST_PLACES : FEW_PLACES)) {
            return Way.ACROSS_CHANNELS;
        } else if (parameters.kernelSize() != 3 || layers.precision() == Precision.EXACT || winograd.tiles(in.w()) > Scratch.ROW) {
            return Way.DIRECT;
        }
        return winograd.tiles(in.h()) * winograd.tiles(in.w()) < parameters.outputs() ? Way.FEW_TILES : Way.MANY_TILES;
    }

    private long work(Shape in) {
        return in.count() * parameters.outputs() * parameters.kernelSize() * parameters.kernelSize();
    }

    @Override
    public void prepare(Shape in) {
        if (way(in) == Way.MANY_TILES) {
            layers.prepare(planes(winograd), rows(parameters));
        }
    }

    private void acrossChannels(float[] x, float[] styles, Epilogue epilogue, Shape in) {
        SpreadKernel spread = new SpreadKernel(taps, x, styles, in.n(), in.c(), in.h(), in.w());
        layers.launch(spread, in.n() * spread.groups(), in.count() * 9 / spread.groups() / in.n());
        float[][][][] own = weights.directAcross();
        ChannelKernel kernel = new ChannelKernel(layers.pool(), taps, own, spread.pixels(), filter.taps(), epilogue, in.c(), in.h(),
                in.w());
        layers.launch(kernel, in.n() * own[0].length, work(in) / own[0].length / in.n());
    }

    private void inTiles(float[] x, float[] styles, Epilogue epilogue, Shape in) {
        if (isUp()) {
            try (UpTiles tiles = new UpTiles(layers, winograd, filter.factors().orElseThrow(), epilogue, in.n(), in.h(), in.w())) {
                inTiles(x, styles, tiles, in);
                tiles.closeSeams();
            }
        } else {
            inTiles(x, styles, new PlainTiles(winograd, epilogue, in.h(), in.w()), in);
        }
    }

    private void inTiles(float[] x, float[] styles, TileStore store, Shape in) {
        WinogradKernel kernel = new WinogradKernel(layers.pool(), winograd, weights.winograd(winograd), x, styles, store, in.c(),
                parameters.outputs(), in.h(), in.w(), layers.threads());
        layers.launch(kernel, in.n() * kernel.groups(), work(in) / kernel.groups() / in.n());
    }

    private void up(Way way, float[] x, float[] styles, Epilogue epilogue, Shape in) {
        int phases = taps.phases().length;
        try (DeviceTensor sums = layers.allocate(new Shape(in.n(), parameters.outputs() * phases, in.h() + 1, in.w() + 1))) {
            sums(way, x, styles, epilogue.waiting(array(sums), phases, taps.places(in.h(), in.w())), in);
            PhaseFilterKernel kernel = new PhaseFilterKernel(array(sums), filter.factors().orElseThrow(), epilogue, in.h(), in.w());
            layers.launch(kernel, in.n() * parameters.outputs(), 64L * in.h() * in.w());
        }
    }

    private void sums(Way way, float[] x, float[] styles, Epilogue epilogue, Shape in) {
        if (way == Way.FEW_TILES) {
            new ChannelWinograd(layers.pool(), winograd, weights.winogradAcross(winograd), in.c(), in.h(), in.w())
                    .apply(layers, x, styles, epilogue, in.n());
        } else {
            DirectKernel kernel = new DirectKernel(layers.pool(), taps, weights.direct(), x, styles, epilogue, in.c(), in.h(),
                    in.w());
            layers.launch(kernel, in.n() * kernel.groups(), work(in) / kernel.groups() / in.n());
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
                activation.slope(), activation.gain(), activation.clamp(), array(y), parameters.outputs(), 1, pixels);
    }

    @Override
    public void close() {
        // The garbage collector frees the weights.
    }
}
