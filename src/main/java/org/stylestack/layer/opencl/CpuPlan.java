package org.stylestack.layer.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.stylestack.layer.Precision;

/**
 * How a CPU computes a 3×3 layer.
 *
 * @param winograd by Winograd's algorithm, or directly
 * @param chunk    Winograd's: how many tiles go through its three steps at once, a multiple of {@link #ROWS}; {@link #ALL}
 *                 for one step after the other on all tiles, so that the weights are read once
 */
record CpuPlan(boolean winograd, int chunk) {

    /** A matrix product takes so many tiles or pixels at once. */
    static final int ROWS = 6;
    static final int ALL = 0;
    /** A tile is 4×4 pixels. */
    static final int TILE = 4;

    private static final CpuPlan DIRECT = new CpuPlan(false, ALL);
    /** Pictures of fewer tiles go tap by tap, which takes a quarter of the reading of weights. */
    private static final int LEAST_TILES = 8;
    /** Up to so many tiles, the transformed tiles of layers of so many channels are less than their weights. */
    private static final int FEW_TILES = 256;
    private static final int MANY_CHANNELS = 256;
    /** Smaller pictures are upsampled tap by tap. */
    private static final int LEAST_UP = 32;
    /** Up to so many tiles, the reading of weights is shared by as many as a worker has. */
    private static final int FEW_UP_TILES = 64;
    private static final int[] CHUNKS = {12, 18, 24, 48, 96};

    /** What suits most CPUs: as measured on two cores with 1 MB of cache each. */
    static CpuPlan byDefault(LayerShape shape) {
        if (!allowsWinograd(shape)) {
            return DIRECT;
        } else if (shape.up()) {
            boolean large = Math.min(shape.height(), shape.width()) >= LEAST_UP;
            return large ? new CpuPlan(true, shape.tiles() <= FEW_UP_TILES ? 48 : 24) : DIRECT;
        } else if (shape.tiles() < LEAST_TILES) {
            return DIRECT;
        } else if (shape.tiles() <= FEW_TILES && shape.inputs() >= MANY_CHANNELS) {
            return new CpuPlan(true, ALL);
        }
        int channels = Math.max(shape.inputs(), shape.outputs());
        return new CpuPlan(true, channels > 64 ? 24 : channels > 32 ? 18 : 48);
    }

    /** What a tuner may try, {@link #byDefault} first. */
    static List<CpuPlan> candidates(LayerShape shape) {
        List<CpuPlan> plans = new ArrayList<>(List.of(byDefault(shape), DIRECT));
        if (allowsWinograd(shape)) {
            IntStream.of(CHUNKS).forEach(chunk -> plans.add(new CpuPlan(true, chunk)));
            if (!shape.up()) {
                plans.add(new CpuPlan(true, ALL));
            }
        }
        return plans.stream().distinct().toList();
    }

    private static boolean allowsWinograd(LayerShape shape) {
        boolean tiled = shape.height() % TILE == 0 && shape.width() % TILE == 0;
        return shape.precision() == Precision.FAST && (tiled || shape.up());
    }

    /** What a tuner chose for a shape, where the shape can go so; else what is usual. */
    static CpuPlan of(String choice, LayerShape shape) {
        return candidates(shape).stream().filter(plan -> plan.toString().equals(choice)).findFirst()
                .orElseGet(() -> byDefault(shape));
    }

    /** Whether it is a plan for any shape. */
    static boolean isPlan(String text) {
        Stream<CpuPlan> plans = Stream.concat(Stream.of(DIRECT, new CpuPlan(true, ALL)),
                IntStream.of(CHUNKS).mapToObj(chunk -> new CpuPlan(true, chunk)));
        return plans.anyMatch(plan -> plan.toString().equals(text));
    }

    /** {@code direct}, {@code winograd 24 tiles} or {@code winograd all tiles}. */
    @Override
    public String toString() {
        return winograd ? "winograd " + (chunk == ALL ? "all" : chunk) + " tiles" : "direct";
    }
}
