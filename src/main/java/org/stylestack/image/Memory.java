package org.stylestack.image;

import java.util.Locale;
import java.util.Map;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;

/** Whether outputs will fit into the JVM's memory, asked before they are computed. */
final class Memory {

    private Memory() {}

    /**
     * @param shapes of one sample
     * @throws IllegalArgumentException if images and stacks of so many samples need more than is left
     */
    static void require(Map<Output, Shape> shapes, long samples) {
        double numbers = 0;
        for (Map.Entry<Output, Shape> entry : shapes.entrySet()) {
            Shape shape = entry.getValue();
            numbers += shape.count();
            if (Slices.isPicture(entry.getKey())) {
                numbers += (double) shape.h() * shape.w();
            }
        }
        double needed = numbers * samples * Float.BYTES;
        if (needed > left()) {
            System.gc();
        }
        if (needed > left()) {
            throw new IllegalArgumentException("memory: the stacks of " + samples + (samples == 1 ? " sample" : " samples") + " need "
                    + megabytes(needed) + ", but only " + megabytes(left()) + " of the JVM's " + megabytes(Runtime.getRuntime().maxMemory())
                    + " are free; ask for fewer seeds or fewer outputs, or give ImageJ more memory under Edit > Options > Memory & Threads");
        }
    }

    private static long left() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    }

    private static String megabytes(double bytes) {
        return String.format(Locale.ROOT, "%,.0f MB", Math.ceil(bytes / (1 << 20)));
    }
}
