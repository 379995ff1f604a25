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

    // By hand, since layers are looked up by it: a record's own are linked by code that is made at the first call, 10 ms of a start.
    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && n == shape.n && c == shape.c && h == shape.h && w == shape.w;
    }

    @Override
    public int hashCode() {
        return ((n * 31 + c) * 31 + h) * 31 + w;
    }

    @Override
    public String toString() {
        return n + "×" + c + "×" + h + "×" + w;
    }
}
