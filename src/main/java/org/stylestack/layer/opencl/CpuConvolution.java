package org.stylestack.layer.opencl;

import java.util.Arrays;
import java.util.Optional;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/**
 * A modulated 3×3 convolution, plain or up, by {@code opencl/winograd_cpu.cl} or {@code opencl/direct_cpu.cl}, whichever
 * suits the picture's size.
 */
final class CpuConvolution implements ModulatedConvolution {

    /** Winograd's tile is 4×4 pixels, and its matrix product takes 8 tiles at once. */
    private static final int TILE = 4;
    private static final int ROWS = 8;
    private static final int POINTS = 36;
    private static final int PAD = 80;
    /** Up to so many tiles, layers of many channels read their weights once instead of keeping tiles in the cache. */
    private static final int FEW_TILES = 256;
    private static final int MANY_CHANNELS = 256;
    /** Numbers of scratch of one worker, 2 MB, and the least and the most tiles of its chunk. */
    private static final int CACHE = 1 << 19;
    private static final int LEAST_CHUNK = 32;
    private static final int MOST_CHUNK = 64;

    private final CpuLayers layers;
    private final ConvolutionParameters parameters;
    private final PackedWeights packed;
    private final Precision precision;
    private Optional<DeviceTensor> winograd = Optional.empty();
    private Optional<DeviceTensor> direct = Optional.empty();
    private final Optional<DeviceTensor> energy;
    private final DeviceTensor bias;

    static boolean serves(ConvolutionParameters parameters, Filter filter) {
        boolean plain = parameters.resampling() == Resampling.NONE;
        boolean up = parameters.resampling() == Resampling.UP && filter.height() == 4 && filter.width() == 4;
        return parameters.kernelSize() == 3 && (plain || up) && parameters.affine().isPresent()
                && !parameters.hasConcatenatedNoise() && CpuFullyConnected.isLeaky(parameters.activation());
    }

    CpuConvolution(CpuLayers layers, ConvolutionParameters parameters, Filter filter, Precision precision) {
        this.layers = layers;
        this.parameters = parameters;
        this.precision = precision;
        this.packed = new PackedWeights(layers, parameters, filter);
        this.energy = parameters.demodulate() ? Optional.of(packed.energy()) : Optional.empty();
        float[] biases = new float[packed.outputs()];
        parameters.bias().ifPresent(tensor -> System.arraycopy(tensor.floats(), 0, biases, 0, parameters.outputs()));
        this.bias = layers.upload(Shape.vectors(1, biases.length), biases);
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        Shape in = x.shape();
        int up = parameters.resampling() == Resampling.UP ? 2 : 1;
        VectorTensor out = layers.allocateVectors(new Shape(in.n(), parameters.outputs(), in.h() * up, in.w() * up));
        try (CpuLayers.Borrowed vectors = layers.vectors(x);
                CpuLayers.Borrowed styles = layers.paddedStyle(style.orElseThrow());
                DeviceTensor demodulation = demodulation(styles.tensor(), in.n())) {
            Object[] tail = tail(in, styles.tensor(), demodulation, noise, up);
            DeviceTensor from = ((VectorTensor) vectors.tensor()).storage();
            int tiles = (in.h() / TILE) * (in.w() / TILE);
            // Whatever the batch, a sample goes the same way, so that it comes out the same to the bit.
            boolean tiled = in.h() % TILE == 0 && in.w() % TILE == 0 && tiles > 1;
            if (precision == Precision.FAST && tiled) {
                winograd(from, out, tail, in.n() * tiles);
            } else {
                direct(from, out, tail, in);
            }
        }
        return out;
    }

    private DeviceTensor demodulation(DeviceTensor styles, int samples) {
        int outputs = packed.outputs();
        if (energy.isEmpty()) {
            float[] ones = new float[samples * outputs];
            Arrays.fill(ones, 1);
            return layers.upload(Shape.vectors(samples, outputs), ones);
        }
        DeviceTensor demodulation = layers.allocate(Shape.vectors(samples, outputs));
        layers.launch("vectors_cpu", "demodulate", (long) samples * outputs, packed.inputs(), styles, energy.get(), demodulation,
                packed.inputs(), outputs);
        return demodulation;
    }

    /** The arguments that all kernels share, from the style on. */
    private Object[] tail(Shape in, DeviceTensor styles, DeviceTensor demodulation, Optional<DeviceTensor> noise, int up) {
        int pixels = in.h() * in.w() * up * up;
        DeviceTensor plane = noise.orElseGet(() -> layers.zeros(pixels));
        int noiseStride = noise.isPresent() && noise.get().shape().n() > 1 ? pixels : 0;
        float strength = noise.isPresent() ? parameters.noise().map(NoiseParameters::strength).orElse(0f) : 0;
        Activation activation = parameters.activation();
        return new Object[] {styles, demodulation, plane, bias, in.n(), packed.inputs(), packed.outputs(),
            up * up, in.h(), in.w(), noiseStride, strength, CpuFullyConnected.slope(activation), activation.gain(),
            activation.clamp()};
    }

    private void direct(DeviceTensor from, VectorTensor out, Object[] tail, Shape in) {
        if (direct.isEmpty()) {
            direct = Optional.of(packed.direct());
        }
        int strips = (packed.columns() + 31) / 32;
        layers.launch("direct_cpu", "direct", (long) in.n() * in.h() * strips, 9L * packed.inputs() * in.w() * 32,
                join(new Object[] {from, direct.get(), out.storage()}, tail));
    }

    private void winograd(DeviceTensor from, VectorTensor out, Object[] tail, int tiles) {
        if (winograd.isEmpty()) {
            winograd = Optional.of(packed.winograd());
        }
        int inputs = packed.inputs();
        int columns = packed.columns();
        boolean few = tiles <= FEW_TILES && inputs >= MANY_CHANNELS;
        int workers = few ? 1 : layers.session().device().computeUnits();
        int chunk = few ? roundUp(tiles) : chunk(inputs + columns, tiles, workers);
        Shape scratchShape = Shape.vectors(workers, POINTS * (chunk * (inputs + columns) + 2 * PAD));
        try (DeviceTensor scratch = layers.allocate(scratchShape)) {
            Object[] arguments = join(new Object[] {from, winograd.get(), out.storage(), scratch}, tail, new Object[] {chunk});
            long products = (long) POINTS * inputs * columns * tiles;
            if (few) {
                int strips = (columns + 31) / 32;
                layers.launch("winograd_cpu", "winograd_input", inputs / VectorTensor.LANES, 1, arguments);
                layers.launch("winograd_cpu", "winograd_multiply", (long) POINTS * strips, products / POINTS / strips, arguments);
                layers.launch("winograd_cpu", "winograd_output", columns / VectorTensor.LANES, 1, arguments);
            } else {
                layers.launch("winograd_cpu", "winograd", workers, products / workers, arguments);
            }
        }
    }

    private static int chunk(int channels, int tiles, int workers) {
        int fits = CACHE / (POINTS * channels);
        int chunk = Math.max(LEAST_CHUNK, Math.min(MOST_CHUNK, fits / ROWS * ROWS));
        return Math.min(chunk, roundUp((tiles + workers - 1) / workers));
    }

    private static int roundUp(int tiles) {
        return (tiles + ROWS - 1) / ROWS * ROWS;
    }

    private static Object[] join(Object[]... parts) {
        return Arrays.stream(parts).flatMap(Arrays::stream).toArray();
    }

    @Override
    public void close() {
        winograd.ifPresent(DeviceTensor::close);
        direct.ifPresent(DeviceTensor::close);
        energy.ifPresent(DeviceTensor::close);
        bias.close();
    }
}
