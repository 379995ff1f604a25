package org.stylestack.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.stylestack.synthesis.Progress;

/**
 * Work on a thread of its own: what a driver or a disk may hold up is begun early, and can be left alone by who cancels. The JVM's end
 * waits for it a while: a driver's library that builds a kernel would crash in the midst of the exit.
 */
public final class Started<T> {

    private static final int POLL_MILLISECONDS = 20;
    private static final String NAME = "stylestack-start";
    private static final Duration PATIENCE_AT_EXIT = Duration.ofSeconds(10);

    private final Thread thread;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    /** Why there will be no result; to be read once the thread has ended. */
    private Throwable failure;

    public Started(Callable<T> work) {
        thread = new Thread(() -> run(work), NAME);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Callable<T> work) {
        Thread here = Thread.currentThread();
        try (AtExit waiting = new AtExit(() -> await(List.of(here), PATIENCE_AT_EXIT))) {
            result.complete(work.call());
        } catch (Exception | Error e) {
            failure = e;
        }
    }

    /**
     * Waits for the result.
     *
     * @param unwanted gets the result where it comes after a cancellation, to close it
     * @throws IOException           that of the work; its unchecked exceptions come as they are, too
     * @throws CancellationException as soon as the progress says so
     */
    public T await(Progress progress, Consumer<T> unwanted) throws IOException {
        try {
            // Takes no memory: where that ends, the work alone fails, and who waits has what it leaves.
            for (thread.join(POLL_MILLISECONDS); thread.isAlive(); thread.join(POLL_MILLISECONDS)) {
                if (progress.isCancelled()) {
                    abandon(unwanted);
                    throw new CancellationException("cancelled");
                }
            }
        } catch (InterruptedException e) {
            abandon(unwanted);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        if (failure != null) {
            throw problem();
        }
        return result.join();
    }

    /**
     * Leaves the work alone.
     *
     * @param unwanted gets the result where one comes, to close it
     */
    public void abandon(Consumer<T> unwanted) {
        result.thenAccept(unwanted);
    }

    /**
     * Waits until no work goes on that was started, whoever has left it alone; but no longer than that.
     *
     * @return whether all has ended
     */
    public static boolean awaitAll(Duration patience) {
        return await(Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(NAME)).toList(), patience);
    }

    private static boolean await(List<Thread> all, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : all) {
                thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all.stream().noneMatch(Thread::isAlive);
    }

    private IOException problem() {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException problem ? problem : new IOException(failure);
    }
}
