package org.stylestack.layer.opencl;

import java.util.Optional;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;

/**
 * A 3×3 layer that doubles its resolution and filters what comes out, by {@code opencl/winograd_up_cpu.cl} or
 * {@code opencl/direct_cpu.cl}, as its {@link CpuPlan} says.
 */
final class CpuUpConvolution extends CpuConvolution {

    /** A tile has so many positions a side. */
    private static final int TILE = CpuPlan.SMALL_TILE;
    private static final int POINTS = 81;
    /** Points by their weights. */
    private static final int KINDS = 36;
    /** The most tiles whose steps go one after the other on all; more go in bands. */
    private static final int MOST_TOGETHER = 512;
    /** Columns and rows that a tile leaves for the filter of the next. */
    private static final int KEPT = 3;
    /** Numbers of the direct algorithm between its convolution and its filter, 64 MB. */
    private static final int UNFILTERED = 1 << 24;
    /** The most rows of tiles that a worker takes at once. */
    private static final int BAND_ROWS = 8;
    /** Tiles beyond a picture for which a chunk has room. */
    private static final int EDGE = 2 * ROWS;
    private static final Program WINOGRAD_UP = new Program("winograd_up_cpu");

    private final DeviceTensor taps;
    private Optional<DeviceTensor> winograd = Optional.empty();

    CpuUpConvolution(CpuLayers layers, ConvolutionParameters parameters, Filter filter) {
        super(layers, parameters);
        this.taps = layers.upload(Shape.vectors(1, 8), filter.mirrored().times(4).factors().orElseThrow());
    }

    /** Numbers of all workers' tiles at most, and of what waits for the filter. */
    static long mostScratch(ConvolutionParameters parameters, int computeUnits) {
        long tiles = Math.max(MOST_TOGETHER, (long) computeUnits * (CpuPlan.MOST_IN_CHUNK + EDGE));
        return POINTS * tiles * (VectorTensor.padded(parameters.inputs()) + VectorTensor.padded(parameters.outputs())) + UNFILTERED;
    }

    @Override
    Shape output(Shape in) {
        return new Shape(in.n(), parameters.outputs(), 2 * in.h(), 2 * in.w());
    }

    @Override
    void compute(Given given, VectorTensor out) {
        CpuPlan plan = plan(given.in());
        int tiles = given.in().n() * (across(given.in()) + 1) * (down(given.in()) + 1);
        if (plan.winograd() && plan.chunk() == CpuPlan.ALL && tiles <= MOST_TOGETHER) {
            together(roundUp(tiles), given, out);
        } else if (plan.winograd()) {
            inBands(chunk(plan), given, out);
        } else {
            direct(given, out);
        }
    }

    /** By bands of rows, so that what the filter reads takes little room. */
    private void direct(Given given, VectorTensor out) {
        Shape in = given.in();
        int positions = in.h() + 1;
        int rows = Math.min(positions, bandRows(in));
        // The filter still needs three rows of the band before.
        int ring = 2 * rows + 3;
        try (DeviceTensor unfiltered = layers.allocate(new Shape(in.n(), packed.outputs(), ring, 2 * in.w() + 2));
                DeviceTensor modulated = modulated(given)) {
            int filtered = 0;
            for (int first = 0; first < positions; first += rows) {
                int count = Math.min(rows, positions - first);
                transposed(modulated, in, unfiltered, first, count, ring);
                int ready = Math.min(2 * in.h(), 2 * (first + count) - 2);
                launch(DIRECT, "filter", (long) in.n() * packed.outputs() / VectorTensor.LANES * (ready - filtered),
                        8L * 16 * out.shape().w(), new Object[] {unfiltered, taps, out.storage(), given.demodulation(),
                            noise(given), bias, packed.outputs(), out.shape().h(), out.shape().w()}, epilogue(given),
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

    private static int across(Shape in) {
        return (in.w() + TILE - 1) / TILE;
    }

    private static int down(Shape in) {
        return (in.h() + TILE - 1) / TILE;
    }

    /** All tiles step by step. */
    private void together(int room, Given given, VectorTensor out) {
        Shape in = given.in();
        try (DeviceTensor rows = rows(in, 1);
                DeviceTensor scratch = layers.allocate(new Shape(1, 1, 1, planes(room) + in.n() * columns()))) {
            Object[] arguments = arguments(given, out, rows, scratch, room, room, down(in), room);
            long multiplications = KINDS * strips();
            layers.launch(this, WINOGRAD_UP, "up_input", packed.inputs() / VectorTensor.LANES, 1, arguments);
            layers.launch(this, WINOGRAD_UP, "up_multiply", multiplications,
                    (long) POINTS * room * packed.inputs() * packed.outputs() / multiplications, arguments);
            layers.launch(this, WINOGRAD_UP, "up_output", (long) in.n() * packed.outputs() / VectorTensor.LANES, 1, arguments);
        }
    }

    /** Bands of rows of tiles, each by a worker and in chunks. */
    private void inBands(int chunk, Given given, VectorTensor out) {
        Shape in = given.in();
        int outputs = packed.outputs();
        int units = layers.session().device().computeUnits();
        int band = Math.min(BAND_ROWS, (down(in) + units - 1) / units);
        int bands = (down(in) + band - 1) / band;
        int taken = in.n() * bands;
        int workers = Math.min(units, taken);
        long products = (long) POINTS * packed.inputs() * outputs * across(in) * band;
        int piece = (int) Math.max(workers, CpuLayers.PIECE / products);
        int room = chunk + EDGE;
        try (DeviceTensor rows = rows(in, bands);
                DeviceTensor scratch = layers.allocate(new Shape(workers, 1, 1, planes(room) + columns()))) {
            Object[] arguments = arguments(given, out, rows, scratch, chunk, room, band, taken);
            for (int first = 0; first < taken; first += piece) {
                int last = Math.min(taken, first + piece);
                count(given, first);
                arguments[arguments.length - 1] = last;
                layers.launch(this, WINOGRAD_UP, "winograd_up", workers, products * (last - first) / workers, arguments);
            }
            if (bands > 1) {
                long seams = (long) in.n() * (bands - 1) * outputs / VectorTensor.LANES;
                layers.launch(this, WINOGRAD_UP, "seams", seams, 8L * KEPT * VectorTensor.LANES * 2 * in.w(), arguments);
            }
        }
    }

    private Object[] arguments(Given given, VectorTensor out, DeviceTensor rows, DeviceTensor scratch, int chunk, int room, int band,
            int last) {
        Shape in = given.in();
        return join(new Object[] {given.from(), winogradWeights(), out.storage(), rows, scratch, given.styles(), given.demodulation(),
            noise(given), bias, taps, in.n(), packed.inputs(), packed.outputs(), in.h(), in.w()}, epilogue(given),
                new Object[] {chunk, room, band, given.next(), last});
    }

    /** What bands leave for one another: the first and last rows of each. */
    private DeviceTensor rows(Shape in, int bands) {
        return layers.allocate(new Shape(in.n() * bands, packed.outputs(), 2 * KEPT, 2 * TILE * (across(in) + 1)));
    }

    /** Numbers of V and M for so many tiles. */
    private int planes(int room) {
        return POINTS * (room * (packed.inputs() + packed.outputs()) + 2 * PAD);
    }

    /** Numbers that a tile leaves for the one to its right. */
    private int columns() {
        return packed.outputs() * KEPT * 2 * TILE;
    }

    private DeviceTensor winogradWeights() {
        if (winograd.isEmpty()) {
            winograd = Optional.of(packed.winogradUp());
        }
        return winograd.get();
    }

    @Override
    public void close() {
        super.close();
        winograd.ifPresent(DeviceTensor::close);
        taps.close();
    }
}
