package org.stylestack.layer.jvm;

/**
 * Winograd's algorithm for a kind of convolution (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016):
 * each tile of the picture is transformed to points, in which the convolution is a product over the channels, and back.
 * <p>
 * The transforms work on rows: a row holds one of the numbers of a tile, for many tiles of a channel or for many channels of
 * a tile. Their loops are short and many since each must fit what C2 vectorises.
 */
interface Winograd {

    /** Places of a tile, in each direction. */
    int tile();

    /** Pixels that a tile's places meet, in each direction, beginning with the one before its first place. */
    int side();

    /** Phases of the output in each direction; with more than one, a phase has a place more than the picture. */
    int phases();

    /** Rows of a transformed tile. */
    int points();

    /** The transforms of a kernel that differ. */
    int kernels();

    /** Which transform of the kernel a point is multiplied with. */
    int kernel(int point);

    /** Writes all transforms of nine taps. */
    void kernels(double[] taps, double[] kernels);

    /**
     * @param pixels  side × side rows, left alone
     * @param halfway scratch, as many rows as there are points
     * @param points  the rows that are written
     */
    void input(float[][] pixels, float[][] halfway, float[][] points, int n);

    /**
     * @param points  the rows of sums, left alone
     * @param halfway scratch, as many rows as there are points
     * @param places  (tile · phases)² rows, phases of a place side by side; some may be replaced by rows of points or of halfway
     */
    void output(float[][] points, float[][] halfway, float[][] places, int n);

    /**
     * Takes a line of pixels apart: {@code rows[row + j][at + t] = factor · line[tile · t + j]} for each j of a tile, t below count.
     * The distance of the numbers is a constant, which spares C2's loop the checks of every index.
     */
    void split(float[] line, float factor, float[][] rows, int row, int at, int count);

    /** Puts a line of the output together: {@code line[tile · phases · t + j] = rows[row + j][at + t]}. */
    void join(float[][] rows, int row, int at, float[] line, int count);

    /** G, which makes points of three taps in a row, and writes them some numbers apart. */
    interface Transform {
        void points(double t0, double t1, double t2, double[] points, int at, int step);
    }

    /** G w Gᵀ of nine taps w, side × side points. */
    static void kernels(double[] w, Transform transform, double[] points, int side) {
        for (int x = 0; x < 3; x++) {
            transform.points(w[x], w[3 + x], w[6 + x], points, x, side);
        }
        for (int row = 0; row < side * side; row += side) {
            transform.points(points[row], points[row + 1], points[row + 2], points, row, 1);
        }
    }

    /** Places of a phase along a side of the picture. */
    default int places(int size) {
        return size + phases() - 1;
    }

    /** Tiles along a side of the picture. */
    default int tiles(int size) {
        return (places(size) + tile() - 1) / tile();
    }
}
