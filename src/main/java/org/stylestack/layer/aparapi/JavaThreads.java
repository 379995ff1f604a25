package org.stylestack.layer.aparapi;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.stylestack.layer.DeviceMemoryException;

/**
 * Threads of the JVM: always there. They run the kernels' Java code as Aparapi's own thread pool does, on a clone of the
 * kernel each; but they serve all kernels, where Aparapi starts a pool for every one, and need no OpenCL, which Aparapi's
 * runner looks for at its first use even where it stays in Java.
 */
public final class JavaThreads implements KernelDevice {

    /** A thread takes its items by so many shares of the launch, so that none waits long for another. */
    private static final int SHARES = 32;
    /** Multiply-adds that a thread has done before another has woken up. */
    private static final long ALONE = 1L << 18;

    private final int threads;
    private final ForkJoinPool pool;
    /** Of the launch that runs. */
    private final AtomicReference<OutOfMemoryError> full = new AtomicReference<>();

    /** @param threads how many threads share a launch, at least 1; the one that launches is among them */
    public JavaThreads(int threads) {
        this.threads = threads;
        this.pool = new ForkJoinPool(Math.max(1, threads - 1));
    }

    @Override
    public String name() {
        return "java: " + threads + (threads == 1 ? " thread" : " threads") + " of the JVM";
    }

    @Override
    public int largestBuffer() {
        return Integer.MAX_VALUE - 8;
    }

    @Override
    public long memory() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public Buffer allocate(int size) {
        return HostBuffer.allocate(size, name());
    }

    @Override
    public void launch(LayerKernel kernel, int items, long workPerItem, BooleanSupplier cancelled) {
        Pieces.check(cancelled);
        kernel.first = 0;
        kernel.items = items;
        int share = Math.max(1, items / (threads * SHARES));
        AtomicInteger next = new AtomicInteger();
        int others = items * workPerItem <= ALONE ? 0 : Math.min(threads, items) - 1;
        List<? extends ForkJoinTask<?>> tasks = Stream.generate(() -> (LayerKernel) kernel.clone()).limit(others)
                .map(clone -> pool.submit(() -> work(clone, share, next, cancelled))).toList();
        try {
            try {
                work(kernel, share, next, cancelled);
            } finally {
                // All of them end before the buffers may be used again, also where one fails.
                tasks.forEach(ForkJoinTask::quietlyJoin);
            }
            tasks.forEach(ForkJoinTask::join);
            if (full.get() != null) {
                throw full.getAndSet(null);
            }
        } catch (OutOfMemoryError e) {
            throw new DeviceMemoryException(name() + ": the Java heap has no room for what its threads need; lower the batch size,"
                    + " or give Java more memory (-Xmx)", e);
        }
        Pieces.check(cancelled);
    }

    private void work(LayerKernel kernel, int share, AtomicInteger next, BooleanSupplier cancelled) {
        try {
            for (int first = next.getAndAdd(share); first < kernel.items && !cancelled.getAsBoolean(); first = next.getAndAdd(share)) {
                for (int item = first; item < first + share; item++) {
                    kernel.getKernelState().setGlobalId(0, item);
                    kernel.run();
                }
            }
        } catch (OutOfMemoryError e) {
            // A task that failed would need memory to say so, and without it nobody would hear of its end.
            full.set(e);
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
