package org.stylestack.layer;

/**
 * The arguments of upfirdn2d: put {@code up - 1} zeros after each pixel, pad, filter, keep every {@code down}-th pixel.
 *
 * @param upX   factor ≥ 1 in x
 * @param upY   factor ≥ 1 in y
 * @param downX factor ≥ 1 in x
 * @param downY factor ≥ 1 in y
 * @param gain  factor of the result
 */
public record Resample(int upX, int upY, int downX, int downY, Padding padding, float gain) {

    /** Filtering alone. */
    public static Resample filter(Padding padding, float gain) {
        return new Resample(1, 1, 1, 1, padding, gain);
    }

    /** Doubles a picture with an fh×fw filter of sum 1: upsample2d of stylegan2-ada-pytorch. */
    public static Resample doubling(int fh, int fw) {
        Padding padding = new Padding((fw + 1) / 2, Math.floorDiv(fw - 2, 2), (fh + 1) / 2, Math.floorDiv(fh - 2, 2));
        return new Resample(2, 2, 1, 1, padding, 4);
    }

    /** Halves a picture with an fh×fw filter of sum 1: downsample2d of stylegan2-ada-pytorch. */
    public static Resample halving(int fh, int fw) {
        Padding padding = new Padding((fw - 1) / 2, Math.floorDiv(fw - 2, 2), (fh - 1) / 2, Math.floorDiv(fh - 2, 2));
        return new Resample(1, 1, 2, 2, padding, 1);
    }

    /** The shape after resampling an input with an fh×fw filter. */
    public Shape outputOf(Shape in, int fh, int fw) {
        int h = (in.h() * upY + padding.top() + padding.bottom() - fh) / downY + 1;
        int w = (in.w() * upX + padding.left() + padding.right() - fw) / downX + 1;
        return new Shape(in.n(), in.c(), h, w);
    }
}
