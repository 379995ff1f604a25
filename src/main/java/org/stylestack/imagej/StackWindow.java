package org.stylestack.imagej;

import ij.ImagePlus;
import ij.plugin.Zoom;

/** Shows stacks large enough to see something: the first skips have four pixels a side. */
public final class StackWindow {

    private static final double LEAST_WIDTH = 256;
    /** As far as ImageJ's zoom goes. */
    private static final double LARGEST_ZOOM = 32;

    private StackWindow() {}

    public static void show(ImagePlus stack) {
        stack.show();
        if (stack.getWindow() != null && stack.getWidth() < LEAST_WIDTH) {
            Zoom.set(stack, Math.min(LARGEST_ZOOM, Math.ceil(LEAST_WIDTH / stack.getWidth())));
        }
    }
}
