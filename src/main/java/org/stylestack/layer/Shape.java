package org.stylestack.layer;

/**
 * The shape N×C×H×W of a tensor on a device; vectors have H = W = 1.
 *
 * @param n samples
 * @param c channels
 * @param h rows
 * @param w columns
 */
public record Shape(int n, int c, int h, int w) {

    /** N×C vectors. */
    public static Shape vectors(int n, int c) {
        return new Shape(n, c, 1, 1);
    }

    /** Number of elements; may exceed what an array can hold. */
    public long count() {
        return (long) n * c * h * w;
    }

    @Override
    public String toString() {
        return n + "×" + c + "×" + h + "×" + w;
    }
}
