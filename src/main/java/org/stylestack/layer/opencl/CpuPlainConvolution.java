package org.stylestack.layer.opencl;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/**
 * A 3×3 layer that keeps its resolution, by {@code opencl/winograd_cpu.cl} or {@code opencl/direct_cpu.cl}, as its {@link CpuPlan} says;
 * with the to-RGB layer after it by {@code opencl/winograd_rgb_cpu.cl}.
 */
final class CpuPlainConvolution extends CpuConvolution {

    /** The most tiles whose steps go one after the other on all; more go in chunks. */
    private static final int MOST_TOGETHER = 1024;
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

    /** Numbers of all workers' tiles at most, and of the features of the last layer's. */
    static long mostScratch(ConvolutionParameters parameters, int computeUnits) {
        long tiles = Math.max(MOST_TOGETHER, (long) computeUnits * CpuPlan.MOST_IN_CHUNK);
        long inputs = VectorTensor.padded(parameters.inputs());
        long outputs = VectorTensor.padded(parameters.outputs());
        return tiles * (CpuPlan.mostPoints(parameters.inputs()) * (inputs + outputs) + CpuPlan.mostPixels(parameters.inputs()) * outputs);
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
        int bands = bands(in.h() * in.w());
        try (DeviceTensor modulated = modulated(given)) {
            launch(DIRECT, "direct", (long) strips() * in.n() * bands, 9L * packed.inputs() * BAND * STRIP,
                    new Object[] {modulated, directWeights(), out.storage(), given.demodulation(), noise(given), bias, in.n(),
                        packed.inputs(), packed.outputs(), in.h(), in.w()}, epilogue(given));
        }
    }

    private void winograd(CpuPlan plan, Given given, VectorTensor out) {
        int tiles = given.in().n() * plan.tiles(given.in().h(), given.in().w());
        Program program = WINOGRAD.get(plan.tile());
        // The tiles of a large batch would take much memory.
        if (plan.chunk() == CpuPlan.ALL && tiles <= MOST_TOGETHER) {
            int chunk = roundUp(tiles);
            try (DeviceTensor scratch = layers.allocate(new Shape(1, 1, 1, planes(plan, chunk)))) {
                Object[] arguments = arguments(plan, given, new Object[] {out.storage()}, scratch, chunk, tiles);
                int points = CpuPlan.points(plan.tile());
                layers.launch(this, program, "winograd_input", packed.inputs() / VectorTensor.LANES, 1, arguments);
                layers.launch(this, program, "winograd_multiply", (long) points * strips(), products(plan) * tiles / points / strips(),
                        arguments);
                layers.launch(this, program, "winograd_output", packed.outputs() / VectorTensor.LANES, 1, arguments);
            }
        } else {
            int chunk = chunk(plan);
            int workers = workers(tiles, chunk);
            try (DeviceTensor scratch = layers.allocate(new Shape(workers, 1, 1, planes(plan, chunk)))) {
                inPieces(plan, given, program, "winograd", workers, arguments(plan, given, new Object[] {out.storage()}, scratch, chunk, tiles),
                        new Object[0]);
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
        try (CpuLayers.Borrowed rgbStyles = layers.paddedStyle(rgbStyle.orElseThrow())) {
            begin(x, style, noise, Optional.empty(), given -> {
                int tiles = given.in().n() * plan.tiles(given.in().h(), given.in().w());
                int chunk = chunk(plan);
                int workers = workers(tiles, chunk);
                int features = chunk * plan.tile() * plan.tile() * packed.outputs();
                try (DeviceTensor scratch = layers.allocate(new Shape(workers, 1, 1, planes(plan, chunk) + features))) {
                    inPieces(plan, given, WINOGRAD_RGB.get(plan.tile()), "winograd_rgb", workers,
                            arguments(plan, given, new Object[0], scratch, chunk, tiles), rgb.arguments(rgbStyles.tensor(), below, image, true));
                }
            });
        }
        return Optional.of(image);
    }

    /** Has workers take the tiles chunk by chunk, in launches that a cancellation can part. */
    private void inPieces(CpuPlan plan, Given given, Program program, String kernel, int workers, Object[] own, Object[] more) {
        Object[] arguments = join(own, more);
        int chunk = chunk(plan);
        int last = own.length - 1;
        int tiles = (Integer) own[last];
        int piece = (int) Math.min(tiles, Math.max(1, CpuLayers.PIECE / products(plan) / chunk) * chunk);
        for (int first = 0; first < tiles; first += piece) {
            int end = Math.min(tiles, first + piece);
            count(given, first / chunk);
            arguments[last] = end;
            layers.launch(this, program, kernel, workers, products(plan) * (end - first) / workers, arguments);
        }
    }

    private Object[] arguments(CpuPlan plan, Given given, Object[] out, DeviceTensor scratch, int chunk, int tiles) {
        Shape in = given.in();
        return join(new Object[] {given.from(), winogradWeights(plan.tile())}, out, new Object[] {scratch, given.styles(),
            given.demodulation(), noise(given), bias, in.n(), packed.inputs(), packed.outputs(), in.h(), in.w()}, epilogue(given),
                new Object[] {chunk, given.next(), tiles});
    }

    /** Numbers of V and M of a worker. */
    private int planes(CpuPlan plan, int chunk) {
        return CpuPlan.points(plan.tile()) * (chunk * (packed.inputs() + packed.outputs()) + 2 * PAD);
    }

    /** Multiply-adds of a tile. */
    private long products(CpuPlan plan) {
        return (long) CpuPlan.points(plan.tile()) * packed.inputs() * packed.outputs();
    }

    private DeviceTensor winogradWeights(int tile) {
        return winograd.computeIfAbsent(tile, packed::winograd);
    }

    /** No more than there are chunks, since each takes scratch. */
    private int workers(long tiles, int chunk) {
        return (int) Math.min(layers.session().device().computeUnits(), (tiles + chunk - 1) / chunk);
    }

    @Override
    public void close() {
        super.close();
        winograd.values().forEach(DeviceTensor::close);
    }
}
