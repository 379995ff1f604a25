package org.stylestack.explore;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.stylestack.command.AtExit;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/**
 * Shows the face of the latest settings: a thread that owns the model computes it, and hands on the skip of each resolution as it
 * comes, so that a coarse picture is there at once. Newer settings end a frame within a layer once it has shown the finest skip
 * that can be had in {@value #BUDGET_MILLISECONDS} ms; before, and a fast hand would see nothing.
 *
 * <pre>{@code
 * try (ExploreSession session = new ExploreSession(model, watcher)) {
 *     session.show(settings, Optional.empty());
 *     float[] face = session.take(settings).get();
 * }
 * }</pre>
 */
public final class ExploreSession implements AutoCloseable {

    /** A frame at 30 a second. */
    private static final long BUDGET_MILLISECONDS = 33;
    /** What becomes of the time that a resolution is expected to take, with each frame that does without it. */
    private static final double PATIENCE = 0.9;
    /** What a late frame's time is multiplied by, for the time that the face is expected to take at least. */
    private static final long LATE = 4;
    private static final Duration PATIENCE_AT_EXIT = Duration.ofSeconds(10);

    /** Hears of pictures on the session's thread. */
    public interface Watcher {

        void picture(Picture picture);

        /** The frame is there, or was ended by newer settings. */
        void frame(FrameTime time);

        /** The frame failed: one sentence. The next may do better. */
        void failed(String message);
    }

    /**
     * A skip, the face, or the map of the layer that is viewed.
     *
     * @param shape  1×C×H×W
     * @param values the watcher's to keep
     * @param isDue  whether it is the frame's picture for now: no finer one is expected within the time of a frame
     */
    public record Picture(Settings settings, Output output, Shape shape, float[] values, boolean isDue) {}

    private record Shown(Settings settings, Optional<String> layer) {}

    private record Taken(Settings settings, CompletableFuture<float[]> face) {}

    private final ExploredModel model;
    private final Watcher watcher;
    private final Thread thread = new Thread(this::work, "stylestack-explore");
    private final Deque<Taken> taken = new ArrayDeque<>();
    private final Deque<Long> ends = new ArrayDeque<>();
    /** When each resolution came last, in nanoseconds after its frame began. */
    private final Map<Integer, Long> arrivals = new HashMap<>();
    /** Not computed yet; what comes later takes its place. */
    private volatile Optional<Shown> latest = Optional.empty();
    private volatile boolean closed;

    /** Takes the model over. */
    public ExploreSession(ExploredModel model, Watcher watcher) {
        this.model = model;
        this.watcher = watcher;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Shows the face of these settings next, and no longer those that wait.
     *
     * @param layer whose map is wanted, too: {@code b16.conv1}
     */
    public synchronized void show(Settings settings, Optional<String> layer) {
        latest = Optional.of(new Shown(settings, layer));
        notifyAll();
    }

    /**
     * Computes the face of these settings, whatever is shown meanwhile.
     *
     * @return C×H×W; fails with a DeviceException or IOException, or is cancelled where the session closes before
     */
    public synchronized CompletableFuture<float[]> take(Settings settings) {
        Taken one = new Taken(settings, new CompletableFuture<>());
        if (closed) {
            one.face().cancel(false);
        } else {
            taken.add(one);
            notifyAll();
        }
        return one.face();
    }

    /** Ends the frame within a layer, and then frees the device; returns at once. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Waits until the device is free, after {@link #close}. */
    public void awaitClosed() throws InterruptedException {
        thread.join();
    }

    /** Where the JVM ends: a driver's library would crash if it still computed in the midst of that. */
    private void closeAndWait() {
        close();
        try {
            thread.join(PATIENCE_AT_EXIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try (AtExit quitting = new AtExit(this::closeAndWait); ExploredModel owned = model) {
            for (Optional<Runnable> task = next(); task.isPresent(); task = next()) {
                task.get().run();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but to end it.
            Thread.currentThread().interrupt();
        } finally {
            close();
            taken.forEach(one -> one.face().cancel(false));
        }
    }

    /** What to do next; nothing once the session is closed. */
    private synchronized Optional<Runnable> next() throws InterruptedException {
        while (!closed && taken.isEmpty() && latest.isEmpty()) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        if (!taken.isEmpty()) {
            Taken one = taken.remove();
            return Optional.of(() -> compute(one));
        }
        Shown frame = latest.get();
        latest = Optional.empty();
        return Optional.of(() -> compute(frame));
    }

    private void compute(Taken one) {
        try {
            model.synthesize(one.settings(), Output.FACES::equals, (output, first, shape, values) -> one.face().complete(values),
                    until(() -> closed));
        } catch (CancellationException e) {
            one.face().cancel(false);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            one.face().completeExceptionally(e);
        }
    }

    private void compute(Shown frame) {
        Clock clock = new Clock();
        try {
            model.synthesize(frame.settings(), output -> isWanted(output, frame.layer()), (output, first, shape, values) -> {
                boolean isDue = output.kind() == Kind.LAYERS || clock.isDue(shape.h());
                watcher.picture(new Picture(frame.settings(), output, shape, values, isDue));
            }, until(() -> closed || latest.isPresent() && clock.isOver()));
        } catch (CancellationException e) {
            // The next frame is asked for already.
        } catch (IOException | RuntimeException e) {
            watcher.failed(Objects.requireNonNullElse(e.getMessage(), e.toString()));
            return;
        } catch (OutOfMemoryError e) {
            watcher.failed("memory: the Java heap has no room for the picture; view no layer, or give Java more memory");
            return;
        }
        watcher.frame(clock.time());
    }

    /** The last skip is the face, and comes as such. */
    private boolean isWanted(Output output, Optional<String> layer) {
        return switch (output.kind()) {
            case FACES -> true;
            case SKIPS -> !output.equals(Output.skips(model.generator().resolution()));
            case LAYERS -> layer.equals(Optional.of(output.name()));
            default -> false;
        };
    }

    private static Progress until(BooleanSupplier over) {
        return new Progress() {
            @Override
            public boolean isCancelled() {
                return over.getAsBoolean();
            }

            @Override
            public void report(double done, String what) {
                // Frames are their own progress.
            }
        };
    }

    /** Of one frame. */
    private final class Clock {

        private final long begin = System.nanoTime();
        private long first;
        private long last;
        private int resolution;

        /**
         * Whether a skip, or the face, is to be seen at once: the next is late by what the last frames took, or this one is. A
         * face that comes in the time of two frames is waited for.
         */
        boolean isDue(int size) {
            long now = System.nanoTime();
            int whole = model.generator().resolution();
            arrivals.put(size, now - begin);
            first = first == 0 ? now : first;
            long budget = TimeUnit.MILLISECONDS.toNanos(BUDGET_MILLISECONDS);
            long limit = arrivals.getOrDefault(whole, Long.MAX_VALUE) <= 2 * budget ? 2 * budget : budget;
            boolean isLast = arrivals.getOrDefault(2 * size, Long.MAX_VALUE) > limit;
            if (size == whole || now - begin > limit || isLast) {
                resolution = size;
                last = now;
                // What is finer may have become faster, as when code or weights are warm: it is tried again after some frames.
                if (size < whole) {
                    boolean isLate = now - begin > limit;
                    arrivals.computeIfPresent(2 * size, (next, time) -> (long) (time * PATIENCE));
                    arrivals.computeIfPresent(whole, (face, time) -> isLate ? Math.max(time, LATE * (now - begin)) : (long) (time * PATIENCE));
                }
                return true;
            }
            return false;
        }

        /** Whether it has shown what can be shown in time. */
        boolean isOver() {
            return resolution > 0;
        }

        FrameTime time() {
            long now = System.nanoTime();
            ends.add(now);
            ends.removeIf(end -> now - end > TimeUnit.SECONDS.toNanos(1));
            return new FrameTime(resolution, (last - begin) / 1e6, (first - begin) / 1e6, ends.size());
        }
    }
}
