package org.stylestack.layer.jvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where {@link ChannelWinograd} keeps the transformed tiles of a picture in memory: rows of channels, tile by tile for each
 * point. Points that are multiplied with the same weights lie side by side.
 */
final class TileRows {

    private final Winograd winograd;
    private final int across;
    private final int down;
    /** The points in the order in which they lie. */
    private final List<Integer> order;

    /** Rows that are multiplied with the same weights. */
    record Part(int kernel, int firstRow, int rows) {}

    TileRows(Winograd winograd, int height, int width) {
        this.winograd = winograd;
        this.across = winograd.tiles(width);
        this.down = winograd.tiles(height);
        this.order = IntStream.range(0, winograd.points()).boxed().sorted(Comparator.comparing(winograd::kernel)).toList();
    }

    /** Tiles in a row of them. */
    int across() {
        return across;
    }

    /** Rows of tiles. */
    int down() {
        return down;
    }

    /** All rows, and as many more as the product's step may read behind a part. */
    int count() {
        return across * down * order.size() + Product.paddedRows(1) - 1;
    }

    /** The first row of each point. */
    int[] starts() {
        return IntStream.range(0, order.size()).map(point -> order.indexOf(point) * across * down).toArray();
    }

    /** All rows, in parts of at most so many. */
    List<Part> parts(int most) {
        List<Part> parts = new ArrayList<>();
        int row = 0;
        for (int kernel = 0; kernel < winograd.kernels(); kernel++) {
            int own = kernel;
            int end = row + across * down * (int) order.stream().filter(point -> winograd.kernel(point) == own).count();
            for (; row < end; row += Math.min(most, end - row)) {
                parts.add(new Part(kernel, row, Math.min(most, end - row)));
            }
        }
        return parts;
    }
}
