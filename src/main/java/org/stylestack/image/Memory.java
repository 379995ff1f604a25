package org.stylestack.image;

import java.util.Locale;
import java.util.List;
import org.stylestack.layer.Shape;

/** Whether outputs will fit into the JVM's memory, asked before they are computed. */
final class Memory {

    private Memory() {}

    /**
     * @throws IllegalArgumentException if images and stacks of all samples need more than is left
     */
    static void require(List<Series> all) {
        double needed = 0;
        long samples = 0;
        for (Series series : all) {
            Shape one = series.one();
            double numbers = one.count() + (series.isInBytes() ? (double) one.h() * one.w() : 0);
            needed += numbers * series.labels().count() * Float.BYTES;
            samples = Math.max(samples, series.labels().count());
        }
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
