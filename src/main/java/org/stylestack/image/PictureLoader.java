package org.stylestack.image;

import ij.process.ImageProcessor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.stylestack.synthesis.Progress;

/**
 * Computes slices on a thread of its own, and keeps the last: first those that somebody waits for, then what is looked at, and then,
 * while there is nothing else to do, the neighbours of the last one on both sides. Whatever is more urgent stops what is less.
 */
final class PictureLoader implements AutoCloseable {

    /** Neighbours that are computed before they are asked for, on each side. */
    private static final int AHEAD = 4;
    private static final long POLL_MILLISECONDS = 50;
    private static final int NONE = -1;

    /** Makes a slice of an index from 0. */
    interface Source extends AutoCloseable {

        ImageProcessor compute(int index, Progress progress) throws IOException;

        @Override
        void close();
    }

    private final Source source;
    private final int count;
    private final int most;
    private final Thread thread;
    private final Map<Integer, ImageProcessor> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, Throwable> failures = new HashMap<>();
    private final List<Integer> awaited = new ArrayList<>();
    private Runnable whenSeen = () -> {};
    private int looked = NONE;
    private int centre = NONE;
    private int computing = NONE;
    private volatile boolean stopped;
    private volatile boolean closed;

    /**
     * @param source closed with the loader
     * @param count  number of slices
     * @param most   slices that are kept
     */
    PictureLoader(Source source, int count, int most) {
        this.source = source;
        this.count = count;
        this.most = most;
        this.thread = new Thread(this::work, "stylestack-pictures");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits for a slice.
     *
     * @param cancelled asked while it is computed
     * @throws CancellationException if that is true
     * @throws IllegalStateException if the loader is closed
     */
    synchronized ImageProcessor await(int index, BooleanSupplier cancelled) throws IOException {
        awaited.add(index);
        try {
            Optional<ImageProcessor> slice = wanted(index);
            while (slice.isEmpty()) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("cancelled");
                }
                pause(POLL_MILLISECONDS);
                slice = ready(index);
            }
            return slice.get();
        } finally {
            awaited.remove((Integer) index);
            if (computing == index && cancelled.getAsBoolean()) {
                stopped = true;
            }
        }
    }

    /**
     * Looks at a slice, which makes whatever was looked at before stale, and waits for it, but not long.
     *
     * @param patience how long, in milliseconds
     * @param whenHere called, on any thread, once it is there after all or has failed, unless another was looked at meanwhile
     * @throws IllegalStateException if the loader is closed
     */
    synchronized Optional<ImageProcessor> look(int index, long patience, Runnable whenHere) throws IOException {
        looked = index;
        whenSeen = () -> {};
        Optional<ImageProcessor> slice = wanted(index);
        long end = System.nanoTime() + patience * 1_000_000;
        for (long left = patience; slice.isEmpty() && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            pause(left);
            slice = ready(index);
        }
        if (slice.isPresent()) {
            looked = NONE;
        } else {
            whenSeen = whenHere;
        }
        return slice;
    }

    private Optional<ImageProcessor> wanted(int index) throws IOException {
        centre = index;
        // What failed as a neighbour is tried again.
        failures.remove(index);
        if (computing != index && !awaited.contains(computing)) {
            stopped = true;
        }
        notifyAll();
        return ready(index);
    }

    private Optional<ImageProcessor> ready(int index) throws IOException {
        if (closed) {
            throw new IllegalStateException("the stack is closed, and its device with it");
        }
        Throwable failure = failures.remove(index);
        if (failure instanceof IOException e) {
            throw e;
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        }
        return Optional.ofNullable(kept.get(index));
    }

    private void pause(long milliseconds) {
        try {
            wait(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    // -- On the loader's thread --

    private void work() {
        try (source) {
            for (int index = next(); index != NONE; index = next()) {
                compute(index);
            }
        }
    }

    /** The slice to compute now, once there is one; {@link #NONE} at the end. */
    private synchronized int next() {
        computing = NONE;
        while (!closed) {
            computing = mostUrgent();
            stopped = false;
            if (computing != NONE) {
                return computing;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                return NONE;
            }
        }
        return NONE;
    }

    private int mostUrgent() {
        for (int index : awaited) {
            if (isMissing(index)) {
                return index;
            }
        }
        if (looked != NONE && isMissing(looked)) {
            return looked;
        }
        // Of a small cache the neighbours may not drive out what is looked at.
        for (int distance = 1; distance <= Math.min(AHEAD, (most - 1) / 2) && centre != NONE; distance++) {
            for (int neighbour : new int[] {centre + distance, centre - distance}) {
                if (neighbour >= 0 && neighbour < count && isMissing(neighbour)) {
                    return neighbour;
                }
            }
        }
        return NONE;
    }

    private boolean isMissing(int index) {
        return !kept.containsKey(index) && !failures.containsKey(index);
    }

    private void compute(int index) {
        try {
            put(index, source.compute(index, new Progress() {
                @Override
                public boolean isCancelled() {
                    return stopped || closed;
                }

                @Override
                public void report(double done, String what) {
                    // A picture takes a moment.
                }
            }));
        } catch (CancellationException e) {
            // Something more urgent came.
        } catch (IOException | RuntimeException | Error e) {
            fail(index, e);
        }
    }

    private synchronized void put(int index, ImageProcessor slice) {
        kept.put(index, slice);
        if (kept.size() > most) {
            kept.remove(kept.keySet().iterator().next());
        }
        tell(index);
    }

    private synchronized void fail(int index, Throwable problem) {
        failures.put(index, problem);
        tell(index);
    }

    private void tell(int index) {
        if (index == looked) {
            looked = NONE;
            whenSeen.run();
            whenSeen = () -> {};
        }
        notifyAll();
    }

    /** Stops within a layer, and frees what computes. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            kept.clear();
        }
    }
}
