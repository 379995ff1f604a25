package org.stylestack.layer.opencl;

import java.util.Optional;
import java.util.stream.IntStream;
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
    /** The most tiles whose steps go one after the other on all; more, as those of a batch, go in bands as fast with less memory. */
    private static final int MOST_TOGETHER = 128;
    /** Columns and rows that a tile leaves for the filter of the next. */
    private static final int KEPT = 3;
    /** The most numbers between the convolution and its filter that workers leave for one another, 64 MB. */
    private static final int UNFILTERED = 1 << 24;
    /** The most rows of tiles that a worker takes at once. */
    private static final int BAND_ROWS = 8;
    /** A picture is parted no further, however many workers there are: of bands of few rows, most is left to the next ones. */
    private static final int MOST_BANDS = 32;
    /** Tiles beyond a picture for which a chunk has room. */
    private static final int EDGE = ROWS;
    static final Program WINOGRAD_UP = new Program("winograd_up_cpu");

    private final DeviceTensor taps;
    private Optional<DeviceTensor> winograd = Optional.empty();

    CpuUpConvolution(CpuLayers layers, ConvolutionParameters parameters, Filter filter) {
        super(layers, parameters);
        this.taps = layers.upload(Shape.vectors(1, 8), filter.mirrored().times(4).factors().orElseThrow());
    }

    /** Numbers of all workers' tiles at most, and of what waits for the filter. */
    static long mostScratch(ConvolutionParameters parameters, int computeUnits) {
        int outputs = VectorTensor.padded(parameters.outputs());
        int channels = VectorTensor.padded(parameters.inputs()) + outputs;
        // A sample has four tiles at least.
        long together = planes(roundUp(MOST_TOGETHER), channels) + MOST_TOGETHER / 4 * columns(outputs);
        long ofOne = planes(CpuPlan.MOST_IN_CHUNK + EDGE, channels) + columns(outputs);
        return Math.max(together, computeUnits * ofOne) + UNFILTERED;
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
            together(plan, roundUp(tiles), given, out);
        } else if (plan.winograd()) {
            inBands(plan, given, out);
        } else {
            direct(given, out);
        }
    }

    /** By bands of rows, so that what the filter reads takes little room. */
    private void direct(Given given, VectorTensor out) {
        Shape in = given.in();
        int positions = in.h() + 1;
        int rows = Math.min(positions, bandRows(in));
        int ring = 2 * rows + KEPT;
        try (DeviceTensor unfiltered = layers.allocate(new Shape(in.n(), packed.outputs(), ring, 2 * in.w() + 2));
                DeviceTensor modulated = layers.allocate(VectorTensor.storageOf(in))) {
            int filtered = 0;
            for (int first = 0; first < positions; first += rows) {
                int count = Math.min(rows, positions - first);
                int ready = Math.min(2 * in.h(), 2 * (first + count) - 2);
                launch(DIRECT, "transposed", layers.session().device().computeUnits(), first == 0 ? 0 : MAIN_PHASE, PHASES,
                        strips() * in.n() * bands(count * (in.w() + 1)), 9L * packed.inputs() * BAND * STRIP,
                        arguments(given, directWeights()),
                        new Object[] {out.storage(), modulated, unfiltered, taps, ring, first, count, filtered, ready});
                filtered = ready;
            }
        }
    }

    /** Positions of a band; the filter still needs three rows of the one before. */
    private int bandRows(Shape in) {
        long row = (long) in.n() * packed.outputs() * (2 * in.w() + 2);
        return (int) Math.max(1, (UNFILTERED / row - KEPT) / (2 * TILE)) * TILE;
    }

    private static int across(Shape in) {
        return ceil(in.w(), TILE);
    }

    private static int down(Shape in) {
        return ceil(in.h(), TILE);
    }

    /** All tiles step by step. */
    private void together(CpuPlan plan, int room, Given given, VectorTensor out) {
        Shape in = given.in();
        int items = KINDS * strips();
        try (DeviceTensor rows = rows(in, 1);
                DeviceTensor scratch = layers.allocate(new Shape(1, 1, 1, scratch(room, in.n())))) {
            launch(WINOGRAD_UP, "winograd_up_steps", items,
                    (long) POINTS * room * packed.inputs() * packed.outputs() / items, arguments(given, winogradWeights(plan)),
                    new Object[] {out.storage(), rows, scratch, taps, room, room, down(in)});
        }
    }

    /** Bands of rows of tiles, each by a worker and in chunks. */
    private void inBands(CpuPlan plan, Given given, VectorTensor out) {
        int chunk = plan.chunk() == CpuPlan.ALL ? CpuPlan.MOST_IN_CHUNK : plan.chunk();
        Shape in = given.in();
        int band = band(in);
        int bands = ceil(down(in), band);
        int room = roundUp(Math.min(chunk + EDGE, (band + 1) * (across(in) + 1)));
        int ofOne = scratch(room, 1);
        int workers = workers(in.n() * bands, ofOne, in.n());
        try (DeviceTensor rows = rows(in, bands);
                DeviceTensor scratch = layers.allocate(new Shape(workers, 1, 1, ofOne))) {
            launch(WINOGRAD_UP, "winograd_up", workers, 0, PHASES, in.n() * bands,
                    (long) POINTS * packed.inputs() * packed.outputs() * across(in) * band, arguments(given, winogradWeights(plan)),
                    new Object[] {out.storage(), rows, scratch, taps, chunk, room, band});
        }
    }

    /** Rows of tiles of a band, unless what bands leave for one another would be too much. */
    private int band(Shape in) {
        int most = (int) Math.max(1, UNFILTERED / rowsOf(in, 1).count());
        int least = Math.min(BAND_ROWS, ceil(down(in), MOST_BANDS));
        return Math.max(balanced(IntStream.rangeClosed(least, BAND_ROWS), band -> ofBusiest(in, band)), ceil(down(in), most));
    }

    /** The most rows of tiles of a worker, each taking the next band of all samples when it is through with one. */
    private int ofBusiest(Shape in, int band) {
        return ceil(in.n() * ceil(down(in), band), layers.session().device().computeUnits()) * band;
    }

    private static int ceil(int count, int size) {
        return (count + size - 1) / size;
    }

    private DeviceTensor rows(Shape in, int bands) {
        return layers.allocate(rowsOf(in, bands));
    }

    /** What bands leave for one another: the first and last rows of each. */
    private Shape rowsOf(Shape in, int bands) {
        return new Shape(in.n() * bands, packed.outputs(), 2 * KEPT, 2 * TILE * (across(in) + 1));
    }

    /** Numbers of so many tiles, of some samples or of a worker's one. */
    private int scratch(int room, int samples) {
        return planes(room, packed.inputs() + packed.outputs()) + samples * columns(packed.outputs());
    }

    /** Numbers of V and M for so many tiles. */
    private static int planes(int room, int channels) {
        return POINTS * (room * channels + 2 * PAD);
    }

    /** Numbers that a tile leaves for the one to its right. */
    private static int columns(int outputs) {
        return outputs * KEPT * 2 * TILE;
    }

    @Override
    DeviceTensor winogradWeights(CpuPlan plan) {
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
