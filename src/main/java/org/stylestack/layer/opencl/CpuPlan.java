package org.stylestack.layer.opencl;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.stylestack.layer.Precision;

/**
 * How a CPU computes a 3×3 layer.
 *
 * @param tile  Winograd's: a tile is so many pixels high and wide; {@link #NONE} for the direct algorithm
 * @param chunk Winograd's: how many tiles go through its three steps at once, a multiple of {@link #ROWS}; {@link #ALL}
 *              for one step after the other on all tiles, so that the weights are read once
 */
record CpuPlan(int tile, int chunk) {

    /** A matrix product takes so many tiles or pixels at once. */
    static final int ROWS = 6;
    static final int ALL = 0;
    static final int NONE = 0;
    static final int SMALL_TILE = 4;
    static final int LARGE_TILE = 6;

    private static final CpuPlan DIRECT = new CpuPlan(NONE, ALL);
    /** Pictures of fewer tiles go tap by tap, which takes a quarter of the reading of weights. */
    private static final int LEAST_TILES = 8;
    /** Up to so many tiles, the transformed tiles of layers of so many channels are less than their weights. */
    private static final int FEW_TILES = 256;
    private static final int MANY_CHANNELS = 256;
    /** Smaller pictures are upsampled tap by tap. */
    private static final int LEAST_UP = 32;
    /** Up to so many tiles, the reading of weights is shared by as many as a worker has. */
    private static final int FEW_UP_TILES = 64;
    /** From so many small tiles on, and up to so many input channels, large ones are both faster and exact enough. */
    private static final int MANY_TILES = 1024;
    private static final int MOST_LARGE_TILE_INPUTS = 256;
    static final int MOST_IN_CHUNK = 96;
    private static final int[] CHUNKS = {12, 18, 24, 48, MOST_IN_CHUNK};

    /** What suits most CPUs: as measured on two cores with 1 MB of cache each. */
    static CpuPlan byDefault(LayerShape shape) {
        if (shape.precision() != Precision.FAST) {
            return DIRECT;
        } else if (shape.up()) {
            boolean large = Math.min(shape.height(), shape.width()) >= LEAST_UP;
            return large ? new CpuPlan(SMALL_TILE, shape.tiles() <= FEW_UP_TILES ? ALL : 24) : DIRECT;
        } else if (shape.tiles() < LEAST_TILES) {
            return DIRECT;
        } else if (shape.tiles() <= FEW_TILES && shape.inputs() >= MANY_CHANNELS) {
            return new CpuPlan(SMALL_TILE, ALL);
        }
        int channels = Math.max(shape.inputs(), shape.outputs());
        if (shape.tiles() >= MANY_TILES && holdsLargeTiles(shape)) {
            return new CpuPlan(LARGE_TILE, channels > 32 ? 24 : 12);
        }
        return new CpuPlan(SMALL_TILE, channels > 64 ? 24 : channels > 32 ? 18 : 48);
    }

    /** What a tuner tries: {@link #byDefault} first, and of other chunks that hold a whole picture the least. */
    static List<CpuPlan> candidates(LayerShape shape) {
        CpuPlan usual = byDefault(shape);
        return possible(shape).filter(plan -> plan.equals(usual)
                || IntStream.of(CHUNKS).noneMatch(chunk -> chunk < plan.chunk && shape.tiles() <= chunk)).toList();
    }

    private static Stream<CpuPlan> possible(LayerShape shape) {
        Stream<CpuPlan> winograd = all().filter(plan -> plan.tile == SMALL_TILE || plan.tile == LARGE_TILE && holdsLargeTiles(shape))
                .filter(plan -> shape.precision() == Precision.FAST);
        return Stream.of(Stream.of(byDefault(shape), DIRECT), winograd).flatMap(plans -> plans).distinct();
    }

    private static boolean holdsLargeTiles(LayerShape shape) {
        return !shape.up() && shape.inputs() <= MOST_LARGE_TILE_INPUTS;
    }

    private static Stream<CpuPlan> all() {
        return Stream.concat(Stream.of(DIRECT), IntStream.of(SMALL_TILE, LARGE_TILE).boxed().flatMap(tile ->
                IntStream.concat(IntStream.of(ALL), IntStream.of(CHUNKS)).mapToObj(chunk -> new CpuPlan(tile, chunk))));
    }

    /** What a tuner chose for a shape, where the shape can go so; else what is usual. */
    static CpuPlan of(String choice, LayerShape shape) {
        return possible(shape).filter(plan -> plan.toString().equals(choice)).findFirst()
                .orElseGet(() -> byDefault(shape));
    }

    /** Whether it is a plan for any shape. */
    static boolean isPlan(String text) {
        return all().anyMatch(plan -> plan.toString().equals(text));
    }

    boolean winograd() {
        return tile != NONE;
    }

    /** The side of the largest tiles that a layer of so many input channels may take, whatever its picture. */
    static int largestTile(int inputs) {
        return inputs <= MOST_LARGE_TILE_INPUTS ? LARGE_TILE : SMALL_TILE;
    }

    /** Products of a tile, for each pair of channels. */
    static int points(int tile) {
        return (tile + 2) * (tile + 2);
    }

    /** Tiles of a picture. */
    int tiles(int height, int width) {
        return (height + tile - 1) / tile * ((width + tile - 1) / tile);
    }

    /** {@code direct}, {@code winograd 4x4 24 tiles} or {@code winograd 4x4 all tiles}. */
    @Override
    public String toString() {
        return winograd() ? "winograd " + tile + "x" + tile + " " + (chunk == ALL ? "all" : chunk) + " tiles" : "direct";
    }
}
