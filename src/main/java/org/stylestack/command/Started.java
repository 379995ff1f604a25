package org.stylestack.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.stylestack.synthesis.Progress;

/** Work on a thread of its own: what a driver or a disk may hold up is begun early, and can be left alone by who cancels. */
final class Started<T> {

    private static final int POLL_MILLISECONDS = 20;

    private final CompletableFuture<T> result = new CompletableFuture<>();

    Started(Callable<T> work) {
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        }, "stylestack-start");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits for the result.
     *
     * @param unwanted gets the result where it comes after a cancellation, to close it
     * @throws IOException           that of the work; its unchecked exceptions come as they are, too
     * @throws CancellationException as soon as the progress says so
     */
    T await(Progress progress, Consumer<T> unwanted) throws IOException {
        while (true) {
            try {
                return result.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (progress.isCancelled()) {
                    result.thenAccept(unwanted);
                    throw new CancellationException("cancelled");
                }
            } catch (InterruptedException e) {
                result.thenAccept(unwanted);
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            } catch (ExecutionException e) {
                throw cause(e);
            }
        }
    }

    private static IOException cause(ExecutionException e) {
        if (e.getCause() instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof IOException problem ? problem : new IOException(e.getCause());
    }
}
