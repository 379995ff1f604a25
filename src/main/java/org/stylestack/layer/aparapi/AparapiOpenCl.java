package org.stylestack.layer.aparapi;

import com.aparapi.Range;
import com.aparapi.device.OpenCLDevice;
import java.util.function.BooleanSupplier;
import org.stylestack.layer.DeviceException;

/**
 * Aparapi's own OpenCL execution, to compare with: every launch copies its arrays to the device and back, which is slow,
 * and the only way in which the garbage collector cannot change a result there.
 */
public final class AparapiOpenCl implements KernelDevice {

    private final OpenCLDevice device;

    public AparapiOpenCl(OpenCLDevice device) {
        this.device = device;
    }

    @Override
    public String name() {
        return "aparapi: " + device.getName();
    }

    @Override
    public int largestBuffer() {
        return (int) Math.min(device.getMaxMemAllocSize() / Float.BYTES, Integer.MAX_VALUE - 8);
    }

    @Override
    public long memory() {
        return Math.min(device.getGlobalMemSize(), Runtime.getRuntime().maxMemory());
    }

    @Override
    public Buffer allocate(int size) {
        return HostBuffer.allocate(size, name());
    }

    @Override
    public void launch(LayerKernel kernel, int items, long workPerItem, BooleanSupplier cancelled) {
        int group = 16;
        int piece = Pieces.size(items, workPerItem);
        kernel.items = items;
        for (kernel.first = 0; kernel.first < items; kernel.first += piece) {
            Pieces.check(cancelled);
            int groups = (Math.min(piece, items - kernel.first) + group - 1) / group;
            kernel.execute(Range.create(device, groups * group, group));
            if (!kernel.isRunningCL()) {
                throw new DeviceException(name() + " could not run the kernel " + kernel.getClass().getSimpleName()
                        + ", and Aparapi fell back to Java; choose the device opencl or java");
            }
        }
    }

    @Override
    public void close() {
        // Each kernel frees its own buffers when it is disposed of.
    }
}
