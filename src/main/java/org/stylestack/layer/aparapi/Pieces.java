package org.stylestack.layer.aparapi;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** How a launch is cut so that a cancellation is heeded within a layer, some tens of milliseconds on slow devices. */
public final class Pieces {

    /** Multiply-adds of one piece. */
    public static final long WORK = 1L << 28;

    private Pieces() {}

    /** Items of one piece, at least 1. */
    public static int size(int items, long workPerItem) {
        return (int) Math.max(1, Math.min(items, WORK / Math.max(1, workPerItem)));
    }

    /** Throws a CancellationException where the flag is set. */
    public static void check(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("cancelled");
        }
    }
}
