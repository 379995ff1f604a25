package org.stylestack.layer.opencl;

import java.util.List;

/**
 * The part of a matrix product that a work-group of a GPU computes, {@code opencl/tile_gpu.cl}.
 *
 * @param rows        outputs of the group
 * @param columns     pixels, or tiles of Winograd's algorithm, of the group
 * @param itemRows    outputs of a work-item, a multiple of 4
 * @param itemColumns pixels of a work-item, a multiple of 4
 */
record Tile(int rows, int columns, int itemRows, int itemColumns) {

    /** Slices of the matrices that a step has in local memory; padded channels are multiples of it. */
    static final int DEPTH = 16;

    static final Tile HUGE = new Tile(128, 128, 8, 8);
    static final Tile LARGE = new Tile(128, 64, 8, 4);
    static final Tile SQUARE = new Tile(64, 64, 4, 4);
    static final Tile SMALL = new Tile(32, 32, 4, 4);
    static final Tile FEW_COLUMNS = new Tile(64, 16, 4, 4);
    static final Tile FEW_ROWS = new Tile(32, 64, 4, 4);
    static final Tile FEWEST_ROWS = new Tile(16, 64, 4, 4);

    /** All that there are; the last ones ask least of a device. */
    static final List<Tile> ALL = List.of(HUGE, LARGE, new Tile(64, 128, 8, 8), SQUARE, new Tile(64, 64, 8, 8),
            new Tile(32, 128, 8, 4), FEW_ROWS, FEWEST_ROWS, FEW_COLUMNS, SMALL);

    /** @throws IllegalArgumentException unless the text is that of one of {@link #ALL} */
    static Tile parse(String text) {
        return ALL.stream().filter(tile -> tile.toString().equals(text)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no tile " + text));
    }

    /** Work-items of a group. */
    int items() {
        return rows / itemRows * (columns / itemColumns);
    }

    boolean fits(OpenClDevice device) {
        return items() <= device.largestGroup() && (long) DEPTH * (rows + columns) * Float.BYTES <= device.localMemory();
    }

    /** How many tiles cover a matrix. */
    long count(long matrixRows, long matrixColumns) {
        return (matrixRows + rows - 1) / rows * ((matrixColumns + columns - 1) / columns);
    }

    String defines() {
        return "#define ROWS " + rows + "\n#define COLUMNS " + columns + "\n#define ITEM_ROWS " + itemRows
                + "\n#define ITEM_COLUMNS " + itemColumns + "\n";
    }

    @Override
    public String toString() {
        return rows + "x" + columns + "/" + itemRows + "x" + itemColumns;
    }
}
