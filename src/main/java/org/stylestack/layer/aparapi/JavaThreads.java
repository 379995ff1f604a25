package org.stylestack.layer.aparapi;

import com.aparapi.Kernel;
import com.aparapi.Range;
import com.aparapi.device.JavaDevice;
import java.util.function.BooleanSupplier;

/** Aparapi's thread pool on the JVM: always there. */
public final class JavaThreads implements KernelDevice {

    private final int threads;

    /** @param threads how many threads share a launch, at least 1 */
    public JavaThreads(int threads) {
        this.threads = threads;
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
    public Buffer allocate(int size) {
        return HostBuffer.allocate(size, name());
    }

    @Override
    @SuppressWarnings("deprecation") // The execution mode is the only way to choose the thread pool for one kernel.
    public void launch(LayerKernel kernel, int items, long workPerItem, BooleanSupplier cancelled) {
        kernel.setExecutionModeWithoutFallback(Kernel.EXECUTION_MODE.JTP);
        int piece = Pieces.size(items, workPerItem);
        kernel.items = items;
        for (kernel.first = 0; kernel.first < items; kernel.first += piece) {
            Pieces.check(cancelled);
            int rounds = (Math.min(piece, items - kernel.first) + threads - 1) / threads;
            kernel.execute(Range.create(JavaDevice.THREAD_POOL, rounds * threads, threads));
        }
    }

    @Override
    public void close() {
        // Aparapi's thread pool is the JVM's common one.
    }
}
