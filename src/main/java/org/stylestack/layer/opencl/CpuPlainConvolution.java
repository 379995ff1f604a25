package org.stylestack.layer.opencl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;
import org.stylestack.layer.opencl.CpuLayouts.Borrowed;

/**
 * A 3×3 layer that keeps its resolution, by {@code opencl/winograd_cpu.cl} or {@code opencl/direct_cpu.cl}, as its {@link CpuPlan} says;
 * with the to-RGB layer after it by {@code opencl/winograd_rgb_cpu.cl}.
 */
final class CpuPlainConvolution extends CpuConvolution {

    /** The most tiles whose steps go one after the other on all; more, as those of a batch, go in chunks as fast with less memory. */
    private static final int MOST_TOGETHER = 256;
    private static final Map<Integer, Program> WINOGRAD = byTile("winograd_cpu");
    private static final Map<Integer, Program> WINOGRAD_RGB = byTile("winograd_rgb_cpu");

    /** By the side of a tile. */
    private final Map<Integer, DeviceTensor> winograd = new HashMap<>();

    CpuPlainConvolution(CpuLayers layers, ConvolutionParameters parameters) {
        super(layers, parameters);
    }

    private static Map<Integer, Program> byTile(String name) {
        return Map.of(CpuPlan.SMALL_TILE, new Program(name, "#define TILE " + CpuPlan.SMALL_TILE + "\n"),
                CpuPlan.LARGE_TILE, new Program(name, "#define TILE " + CpuPlan.LARGE_TILE + "\n"));
    }

    /** Those of the layers of every size; of the last ones, first the large images'. */
    static List<Program> programs() {
        return List.of(WINOGRAD.get(CpuPlan.SMALL_TILE), WINOGRAD.get(CpuPlan.LARGE_TILE), WINOGRAD_RGB.get(CpuPlan.LARGE_TILE),
                WINOGRAD_RGB.get(CpuPlan.SMALL_TILE));
    }

    /** Numbers of all workers' tiles at most, and of the features of the last layer's. */
    static long mostScratch(ConvolutionParameters parameters, int computeUnits) {
        int outputs = VectorTensor.padded(parameters.outputs());
        int channels = VectorTensor.padded(parameters.inputs()) + outputs;
        int tile = CpuPlan.largestTile(parameters.inputs());
        long ofOne = planes(tile, CpuPlan.MOST_IN_CHUNK, channels) + features(tile, CpuPlan.MOST_IN_CHUNK, outputs);
        return Math.max(planes(tile, roundUp(MOST_TOGETHER), channels), computeUnits * ofOne);
    }

    @Override
    Shape output(Shape in) {
        return new Shape(in.n(), parameters.outputs(), in.h(), in.w());
    }

    @Override
    void compute(Given given, VectorTensor out) {
        CpuPlan plan = plan(given.in());
        if (plan.winograd()) {
            winograd(plan, given, out);
        } else {
            direct(given, out);
        }
    }

    private void direct(Given given, VectorTensor out) {
        Shape in = given.in();
        try (DeviceTensor modulated = layers.allocate(VectorTensor.storageOf(in))) {
            launch(DIRECT, "direct", strips() * in.n() * bands(in.h() * in.w()), 9L * packed.inputs() * BAND * STRIP,
                    arguments(given, directWeights()), new Object[] {out.storage(), modulated});
        }
    }

    private void winograd(CpuPlan plan, Given given, VectorTensor out) {
        int tiles = tiles(plan, given);
        Program program = WINOGRAD.get(plan.tile());
        Object[] arguments = arguments(given, winogradWeights(plan));
        if (plan.chunk() == CpuPlan.ALL && tiles <= MOST_TOGETHER) {
            int room = roundUp(tiles);
            int items = CpuPlan.points(plan.tile()) * strips();
            try (DeviceTensor scratch = layers.allocate(new Shape(1, 1, 1, planes(plan, room)))) {
                launch(program, "winograd_steps", items, products(plan) * tiles / items, arguments,
                        new Object[] {out.storage(), scratch, room});
            }
        } else {
            int chunk = plan.chunk() == CpuPlan.ALL ? chunk(tiles) : plan.chunk();
            int chunks = chunks(tiles, chunk);
            int ofOne = planes(plan, chunk);
            int workers = workers(chunks, ofOne, given.in().n());
            try (DeviceTensor scratch = layers.allocate(new Shape(workers, 1, 1, ofOne))) {
                launch(program, "winograd", workers, 0, PHASES, chunks, products(plan) * chunk, arguments,
                        new Object[] {out.storage(), scratch, chunk});
            }
        }
    }

    @Override
    public Optional<DeviceTensor> applyToRgb(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise,
            ModulatedConvolution toRgb, Optional<DeviceTensor> rgbStyle, DeviceTensor below) {
        CpuPlan plan = plan(x.shape());
        if (!(toRgb instanceof CpuToRgb rgb) || !rgb.doubles() || !plan.winograd() || plan.chunk() == CpuPlan.ALL) {
            return Optional.empty();
        }
        DeviceTensor image = rgb.allocate(x.shape());
        try (Borrowed rgbStyles = layers.layouts().paddedStyle(rgbStyle.orElseThrow())) {
            compute(x, style, noise, given -> {
                int chunk = plan.chunk();
                int chunks = chunks(tiles(plan, given), chunk);
                int ofOne = planes(plan, chunk) + features(plan.tile(), chunk, packed.outputs());
                int workers = workers(chunks, ofOne, given.in().n());
                try (DeviceTensor scratch = layers.allocate(new Shape(workers, 1, 1, ofOne))) {
                    launch(WINOGRAD_RGB.get(plan.tile()), "winograd_rgb", workers, 0, PHASES, chunks, products(plan) * chunk,
                            arguments(given, winogradWeights(plan)), new Object[] {scratch, chunk},
                            rgb.arguments(rgbStyles.tensor(), below, image, true));
                }
            });
        }
        return Optional.of(image);
    }

    /** How many tiles go through the steps at once where all are too many. */
    private int chunk(int tiles) {
        IntStream sizes = IntStream.rangeClosed(CpuPlan.MOST_IN_CHUNK / 2 / ROWS, CpuPlan.MOST_IN_CHUNK / ROWS).map(rows -> rows * ROWS);
        return balanced(sizes, chunk -> ofBusiest(tiles, chunk));
    }

    /** The most tiles of a worker, each taking the next chunk when it is through with one. */
    private int ofBusiest(int tiles, int chunk) {
        int units = layers.session().device().computeUnits();
        int whole = tiles / chunk;
        return whole / units * chunk + (whole % units == 0 ? tiles % chunk : chunk);
    }

    private static int tiles(CpuPlan plan, Given given) {
        return given.in().n() * plan.tiles(given.in().h(), given.in().w());
    }

    private static int chunks(int tiles, int chunk) {
        return (tiles + chunk - 1) / chunk;
    }

    private int planes(CpuPlan plan, int chunk) {
        return planes(plan.tile(), chunk, packed.inputs() + packed.outputs());
    }

    /** Numbers of V and M of so many tiles. */
    private static int planes(int tile, int chunk, int channels) {
        return CpuPlan.points(tile) * (chunk * channels + 2 * PAD);
    }

    /** Numbers of the pixels of so many tiles. */
    private static int features(int tile, int chunk, int outputs) {
        return chunk * tile * tile * outputs;
    }

    /** Multiply-adds of a tile. */
    private long products(CpuPlan plan) {
        return (long) CpuPlan.points(plan.tile()) * packed.inputs() * packed.outputs();
    }

    @Override
    DeviceTensor winogradWeights(CpuPlan plan) {
        return winograd.computeIfAbsent(plan.tile(), packed::winograd);
    }

    @Override
    public void close() {
        super.close();
        winograd.values().forEach(DeviceTensor::close);
    }
}
