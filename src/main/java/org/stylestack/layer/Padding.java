package org.stylestack.layer;

/** Zeros around a picture, in pixels of the upsampled picture; negative numbers crop. */
public record Padding(int left, int right, int top, int bottom) {

    /** The same on all four sides. */
    public static Padding of(int all) {
        return new Padding(all, all, all, all);
    }
}
