package org.stylestack.imagej;

import java.util.function.LongSupplier;

/** Tells how long work will take, from how long it took until now. */
final class TimeLeft {

    /** Before so much of the time is over, nobody knows. */
    private static final double LEAST_SECONDS = 2;
    private static final double LEAST_DONE = 0.01;
    private static final int MINUTE = 60;

    private final LongSupplier clock;
    private long start = -1;
    private double doneAtStart;

    /** @param clock nanoseconds */
    TimeLeft(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * The time left as the end of a sentence: {@code ", 3 min left"}; empty while it is not known. The clock runs from
     * the last call before something was done, since what goes before, as compiling kernels, tells nothing of the speed.
     *
     * @param done share of the work, 0 to 1
     */
    String after(double done) {
        long now = clock.getAsLong();
        if (start < 0 || done == doneAtStart) {
            start = now;
            doneAtStart = done;
        }
        double seconds = (now - start) / 1e9;
        double share = done - doneAtStart;
        if (seconds < LEAST_SECONDS || share < LEAST_DONE || done >= 1) {
            return "";
        }
        return ", " + text(Math.round(seconds * (1 - done) / share)) + " left";
    }

    private static String text(long seconds) {
        if (seconds < 2 * MINUTE) {
            return Math.max(1, seconds) + " s";
        }
        long minutes = Math.round((double) seconds / MINUTE);
        return minutes < 2 * MINUTE ? minutes + " min" : minutes / MINUTE + " h " + minutes % MINUTE + " min";
    }
}
