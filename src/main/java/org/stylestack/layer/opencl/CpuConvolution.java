package org.stylestack.layer.opencl;

import java.util.HashMap;
import java.util.Map;
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
 * A modulated 3×3 convolution, plain or up, by {@code opencl/winograd_cpu.cl}, {@code opencl/winograd_up_cpu.cl} or
 * {@code opencl/direct_cpu.cl}, as its {@link CpuPlan} says.
 */
final class CpuConvolution implements ModulatedConvolution {

    /** A tile of an up layer has so many positions a side. */
    private static final int TILE = CpuPlan.SMALL_TILE;
    private static final int ROWS = CpuPlan.ROWS;
    /** A direct convolution takes so many pixels at once. */
    private static final int BAND = 16 * ROWS;
    private static final int UP_POINTS = 81;
    /** Columns and rows that a tile of an up layer leaves for the filter of the next. */
    private static final int KEPT = 3;
    /** Numbers of a direct up layer between its convolution and its filter, 64 MB. */
    private static final int UNFILTERED = 1 << 24;
    /** The most tiles whose steps go one after the other on all; more go in chunks. */
    private static final int MOST_TOGETHER = 1024;
    private static final int CHUNK_OF_BATCHES = 96;
    /** The most rows of tiles of an up layer that a worker takes at once. */
    private static final int BAND_ROWS = 8;
    /** Tiles beyond a picture for which a chunk has room. */
    private static final int EDGE = 2 * ROWS;
    private static final int PAD = 80;
    private static final int STRIP = 64;

    private static final Program DIRECT = new Program("direct_cpu");
    private static final Program WINOGRAD = new Program("winograd_cpu", "#define TILE " + CpuPlan.SMALL_TILE + "\n");
    private static final Program WINOGRAD_LARGE = new Program("winograd_cpu", "#define TILE " + CpuPlan.LARGE_TILE + "\n");
    private static final Program WINOGRAD_UP = new Program("winograd_up_cpu");

    private final CpuLayers layers;
    private final ConvolutionParameters parameters;
    private final PackedWeights packed;
    /** By the side of a tile. */
    private final Map<Integer, DeviceTensor> winograd = new HashMap<>();
    private Optional<DeviceTensor> direct = Optional.empty();
    private final Map<Shape, CpuPlan> plans = new HashMap<>();
    private final Optional<DeviceTensor> energy;
    private final DeviceTensor bias;
    private final Optional<DeviceTensor> taps;

    static boolean serves(ConvolutionParameters parameters, Filter filter) {
        boolean plain = parameters.resampling() == Resampling.NONE;
        boolean up = parameters.resampling() == Resampling.UP && filter.height() == 4 && filter.width() == 4
                && filter.factors().isPresent();
        return parameters.kernelSize() == 3 && (plain || up) && parameters.affine().isPresent()
                && !parameters.hasConcatenatedNoise() && parameters.activation().isLeaky();
    }

    CpuConvolution(CpuLayers layers, ConvolutionParameters parameters, Filter filter) {
        this.layers = layers;
        this.parameters = parameters;
        this.packed = new PackedWeights(layers, parameters);
        this.energy = parameters.demodulate() ? Optional.of(packed.energy()) : Optional.empty();
        float[] biases = new float[packed.outputs()];
        parameters.bias().ifPresent(tensor -> System.arraycopy(tensor.floats(), 0, biases, 0, parameters.outputs()));
        this.bias = layers.upload(Shape.vectors(1, biases.length), biases);
        this.taps = parameters.resampling() == Resampling.UP
                ? Optional.of(layers.upload(Shape.vectors(1, 8), filter.mirrored().times(4).factors().orElseThrow()))
                : Optional.empty();
    }

    /** The most bytes of the tiles in work, and of what an up layer still has to filter, whatever the plan. */
    static long scratch(ConvolutionParameters parameters, int computeUnits) {
        boolean up = parameters.resampling() == Resampling.UP;
        long chunks = (long) computeUnits * CHUNK_OF_BATCHES;
        long points = up ? UP_POINTS * (chunks + (long) computeUnits * EDGE)
                : CpuPlan.mostPoints(parameters.inputs()) * Math.max(MOST_TOGETHER, chunks);
        long channels = VectorTensor.padded(parameters.inputs()) + VectorTensor.padded(parameters.outputs());
        return (points * channels + (up ? UNFILTERED : 0)) * Float.BYTES;
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        Shape in = x.shape();
        int up = taps.isPresent() ? 2 : 1;
        VectorTensor out = layers.allocateVectors(new Shape(in.n(), parameters.outputs(), in.h() * up, in.w() * up));
        try (CpuLayers.Borrowed vectors = layers.vectors(x);
                CpuLayers.Borrowed styles = layers.paddedStyle(style.orElseThrow());
                DeviceTensor demodulation = layers.allocate(Shape.vectors(in.n(), packed.outputs()));
                DeviceTensor next = layers.allocate(Shape.vectors(1, 1))) {
            begin(styles.tensor(), demodulation, out, next);
            DeviceTensor from = ((VectorTensor) vectors.tensor()).storage();
            CpuPlan plan = plans.computeIfAbsent(in, shape -> layers.plan(parameters, shape));
            if (taps.isPresent() && plan.winograd()) {
                winogradUp(plan.chunk(), from, styles.tensor(), demodulation, noise, in, out, next);
            } else if (taps.isPresent()) {
                up(from, styles.tensor(), demodulation, noise, in, out);
            } else if (plan.winograd()) {
                winograd(plan, from, styles.tensor(), demodulation, noise, in, out, next);
            } else {
                direct(from, styles.tensor(), demodulation, noise, in, out);
            }
        }
        return out;
    }

    private void begin(DeviceTensor styles, DeviceTensor demodulation, VectorTensor out, DeviceTensor next) {
        Shape shape = out.shape();
        layers.launch(this, CpuLayers.VECTORS, "begin_layer", (long) shape.n() * packed.outputs() / VectorTensor.LANES,
                (long) VectorTensor.LANES * packed.inputs(), styles, energy.orElse(styles), demodulation, out.storage(), next,
                energy.isPresent() ? 1 : 0, packed.inputs(), packed.outputs(), shape.h(), shape.w());
    }

    private void direct(DeviceTensor from, DeviceTensor styles, DeviceTensor demodulation, Optional<DeviceTensor> noise, Shape in,
            VectorTensor out) {
        int bands = bands(in.h() * in.w());
        try (DeviceTensor modulated = modulated(from, styles, in)) {
            launch(DIRECT, "direct", (long) strips() * in.n() * bands, 9L * packed.inputs() * BAND * STRIP,
                    new Object[] {modulated, directWeights(), out.storage(), demodulation, noise(noise, out), bias, in.n(),
                        packed.inputs(), packed.outputs(), in.h(), in.w()}, epilogue(noise, out));
        }
    }

    /** By bands of rows, so that what the filter reads takes little room. */
    private void up(DeviceTensor from, DeviceTensor styles, DeviceTensor demodulation, Optional<DeviceTensor> noise,
            Shape in, VectorTensor out) {
        int positions = in.h() + 1;
        int rows = Math.min(positions, bandRows(in));
        // The filter still needs three rows of the band before.
        int ring = 2 * rows + 3;
        try (DeviceTensor unfiltered = layers.allocate(new Shape(in.n(), packed.outputs(), ring, 2 * in.w() + 2));
                DeviceTensor modulated = modulated(from, styles, in)) {
            int filtered = 0;
            for (int first = 0; first < positions; first += rows) {
                int count = Math.min(rows, positions - first);
                transposed(modulated, in, unfiltered, first, count, ring);
                int ready = Math.min(2 * in.h(), 2 * (first + count) - 2);
                launch(DIRECT, "filter", (long) in.n() * packed.outputs() / VectorTensor.LANES * (ready - filtered),
                        8L * 16 * out.shape().w(), new Object[] {unfiltered, taps.orElseThrow(), out.storage(), demodulation,
                            noise(noise, out), bias, packed.outputs(), out.shape().h(), out.shape().w()}, epilogue(noise, out),
                        new Object[] {filtered, ready - filtered, ring});
                filtered = ready;
            }
        }
    }

    private int bandRows(Shape in) {
        long rowOfTiles = 2L * TILE * in.n() * packed.outputs() * (2 * in.w() + 2);
        return (int) Math.max(1, UNFILTERED / rowOfTiles) * TILE;
    }

    private void transposed(DeviceTensor modulated, Shape in, DeviceTensor unfiltered, int first, int count, int ring) {
        layers.launch(this, DIRECT, "transposed", (long) strips() * in.n() * bands(count * (in.w() + 1)),
                9L * packed.inputs() * BAND * STRIP, modulated, directWeights(), unfiltered, in.n(), packed.inputs(),
                packed.outputs(), in.h(), in.w(), first, count, ring);
    }

    private void winogradUp(int chunk, DeviceTensor from, DeviceTensor styles, DeviceTensor demodulation,
            Optional<DeviceTensor> noise, Shape in, VectorTensor out, DeviceTensor next) {
        int inputs = packed.inputs();
        int outputs = packed.outputs();
        int across = (in.w() + TILE - 1) / TILE;
        int down = (in.h() + TILE - 1) / TILE;
        int units = layers.session().device().computeUnits();
        int band = Math.min(BAND_ROWS, (down + units - 1) / units);
        int bands = (down + band - 1) / band;
        int taken = in.n() * bands;
        int workers = Math.min(units, taken);
        long products = (long) UP_POINTS * inputs * outputs * across * band;
        int piece = (int) Math.max(workers, CpuLayers.PIECE / products);
        int planes = UP_POINTS * ((chunk + EDGE) * (inputs + outputs) + 2 * PAD);
        try (DeviceTensor rows = layers.allocate(new Shape(taken, outputs, 2 * KEPT, 2 * TILE * (across + 1)));
                DeviceTensor scratch = layers.allocate(new Shape(workers, 1, 1, planes + outputs * KEPT * 2 * TILE))) {
            Object[] arguments = join(new Object[] {from, winogradWeights(TILE), out.storage(), rows, scratch, styles, demodulation,
                noise(noise, out), bias, taps.orElseThrow(), in.n(), inputs, outputs, in.h(), in.w()}, epilogue(noise, out),
                    new Object[] {chunk, band, next, taken});
            for (int first = 0; first < taken; first += piece) {
                int last = Math.min(taken, first + piece);
                count(next, first);
                arguments[arguments.length - 1] = last;
                layers.launch(this, WINOGRAD_UP, "winograd_up", workers, products * (last - first) / workers, arguments);
            }
            if (bands > 1) {
                long seams = (long) in.n() * (bands - 1) * outputs / VectorTensor.LANES;
                layers.launch(this, WINOGRAD_UP, "seams", seams, 8L * KEPT * VectorTensor.LANES * 2 * in.w(), arguments);
            }
        }
    }

    /** Has the workers take their shares from there on. */
    private void count(DeviceTensor next, int from) {
        if (from > 0) {
            layers.launch(this, CpuLayers.VECTORS, "set_counter", 1, 1, next, from);
        }
    }

    private DeviceTensor winogradWeights(int tile) {
        return winograd.computeIfAbsent(tile, side -> taps.isPresent() ? packed.winogradUp() : packed.winograd(side));
    }

    private DeviceTensor modulated(DeviceTensor from, DeviceTensor styles, Shape in) {
        DeviceTensor modulated = layers.allocate(VectorTensor.storageOf(in));
        layers.launch(this, DIRECT, "modulate", (long) in.n() * packed.inputs() / VectorTensor.LANES, (long) in.h() * in.w() * 16,
                from, styles, modulated, in.h(), in.w());
        return modulated;
    }

    private void winograd(CpuPlan plan, DeviceTensor from, DeviceTensor styles, DeviceTensor demodulation,
            Optional<DeviceTensor> noise, Shape in, VectorTensor out, DeviceTensor next) {
        int inputs = packed.inputs();
        int outputs = packed.outputs();
        int points = CpuPlan.points(plan.tile());
        int tiles = in.n() * plan.tiles(in.h(), in.w());
        // The tiles of a large batch would take much memory.
        boolean together = plan.chunk() == CpuPlan.ALL && tiles <= MOST_TOGETHER;
        int chunk = together ? roundUp(tiles) : plan.chunk() == CpuPlan.ALL ? CHUNK_OF_BATCHES : plan.chunk();
        int workers = workers(tiles, chunk);
        long products = (long) points * inputs * outputs;
        int piece = (int) Math.min(tiles, Math.max(1, CpuLayers.PIECE / products / chunk) * chunk);
        Program program = plan.tile() == CpuPlan.LARGE_TILE ? WINOGRAD_LARGE : WINOGRAD;
        Shape scratchShape = new Shape(workers, points, 1, chunk * (inputs + outputs) + 2 * PAD);
        try (DeviceTensor scratch = layers.allocate(scratchShape)) {
            Object[] arguments = join(new Object[] {from, winogradWeights(plan.tile()), out.storage(), scratch, styles, demodulation,
                noise(noise, out), bias, in.n(), inputs, outputs, in.h(), in.w()}, epilogue(noise, out),
                    new Object[] {chunk, next, tiles});
            if (together) {
                layers.launch(this, program, "winograd_input", inputs / VectorTensor.LANES, 1, arguments);
                layers.launch(this, program, "winograd_multiply", (long) points * strips(), products * tiles / points / strips(),
                        arguments);
                layers.launch(this, program, "winograd_output", outputs / VectorTensor.LANES, 1, arguments);
            } else {
                for (int first = 0; first < tiles; first += piece) {
                    int last = Math.min(tiles, first + piece);
                    count(next, first / chunk);
                    arguments[arguments.length - 1] = last;
                    layers.launch(this, program, "winograd", workers, products * (last - first) / workers, arguments);
                }
            }
        }
    }

    private DeviceTensor noise(Optional<DeviceTensor> noise, VectorTensor out) {
        return noise.orElseGet(() -> layers.constant(out.shape().h() * out.shape().w(), 0));
    }

    /** The last arguments of every kernel that finishes a layer. */
    private Object[] epilogue(Optional<DeviceTensor> noise, VectorTensor out) {
        int stride = noise.isPresent() && noise.get().shape().n() > 1 ? out.shape().h() * out.shape().w() : 0;
        float strength = noise.isPresent() ? parameters.noise().map(NoiseParameters::strength).orElse(0f) : 0;
        Activation activation = parameters.activation();
        return new Object[] {stride, strength, activation.slope(), activation.gain(), activation.clamp()};
    }

    private DeviceTensor directWeights() {
        if (direct.isEmpty()) {
            direct = Optional.of(packed.direct());
        }
        return direct.get();
    }

    /** Strips of columns have STRIP output channels; the rest has one of half or a quarter as many, or both. */
    private int strips() {
        return packed.outputs() / STRIP + (packed.outputs() % STRIP + STRIP / 2 - 1) / (STRIP / 2);
    }

    private static int bands(int pixels) {
        return (pixels + BAND - 1) / BAND;
    }

    private void launch(Program program, String kernel, long items, long workPerItem, Object[]... arguments) {
        layers.launch(this, program, kernel, items, workPerItem, join(arguments));
    }

    /** No more than there are chunks, since each takes scratch. */
    private int workers(long tiles, int chunk) {
        return (int) Math.min(layers.session().device().computeUnits(), (tiles + chunk - 1) / chunk);
    }

    private static int roundUp(int tiles) {
        return (tiles + ROWS - 1) / ROWS * ROWS;
    }

    private static Object[] join(Object[]... parts) {
        int length = 0;
        for (Object[] part : parts) {
            length += part.length;
        }
        Object[] joined = new Object[length];
        int at = 0;
        for (Object[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    @Override
    public void close() {
        winograd.values().forEach(DeviceTensor::close);
        direct.ifPresent(DeviceTensor::close);
        energy.ifPresent(DeviceTensor::close);
        bias.close();
        taps.ifPresent(DeviceTensor::close);
    }
}
