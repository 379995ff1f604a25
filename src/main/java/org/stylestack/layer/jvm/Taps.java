package org.stylestack.layer.jvm;

import java.util.stream.IntStream;

/**
 * Which pixels a convolution's sums meet, and with which taps.
 *
 * @param shifts the ways the picture is shifted
 * @param phases for each phase of the output, the shifts it sums
 * @param taps   for each phase and each of its shifts, the tap of the k×k kernel
 * @param more   places that a phase has beyond the picture's rows and columns
 */
record Taps(Shift[] shifts, int[][] phases, int[][] taps, int more) {

    /** Place (r, c) meets pixel (r + dy, c + dx). */
    record Shift(int dy, int dx) {}

    /** A size×size convolution that keeps the picture's size. */
    static Taps plain(int size) {
        int[] all = IntStream.range(0, size * size).toArray();
        Shift[] shifts = IntStream.of(all).mapToObj(k -> new Shift(k / size - size / 2, k % size - size / 2)).toArray(Shift[]::new);
        return new Taps(shifts, new int[][] {all}, new int[][] {all}, 0);
    }

    /** The transposed 3×3 convolution with stride 2: output (2r+p, 2c+q) in place (r, c) of phase 2p+q. */
    static Taps up() {
        Shift[] shifts = {new Shift(0, 0), new Shift(-1, 0), new Shift(0, -1), new Shift(-1, -1)};
        return new Taps(shifts, new int[][] {{0, 1, 2, 3}, {0, 1}, {0, 2}, {0}}, new int[][] {{0, 6, 2, 8}, {1, 7}, {3, 5}, {4}}, 1);
    }

    /** Places of a phase. */
    int places(int height, int width) {
        return (height + more) * (width + more);
    }
}
