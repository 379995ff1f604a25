package org.stylestack.layer.aparapi;

import java.nio.FloatBuffer;
import java.util.function.BooleanSupplier;

/**
 * Something that runs {@link LayerKernel}s on buffers of its own: the JVM's threads, Aparapi's OpenCL, or the resident
 * OpenCL runtime.
 * <p>
 * A kernel names a buffer by holding its {@link Buffer#array} in a field: the data itself on the JVM, and no more than a
 * token where the data is in a device's memory.
 */
public interface KernelDevice extends AutoCloseable {

    /** A float32 buffer; its owner closes it. */
    interface Buffer extends AutoCloseable {

        /** What a kernel's field holds to mean this buffer. */
        float[] array();

        int size();

        /** Sets the first elements. */
        void write(FloatBuffer values);

        /** Waits for what was launched, and copies the first elements. */
        void read(float[] into);

        @Override
        void close();
    }

    /** What the user reads of the device. */
    String name();

    /** The largest buffer, in elements. */
    int largestBuffer();

    /** The device's memory in bytes, for all programs. */
    long memory();

    /** @throws org.stylestack.layer.DeviceMemoryException where there is no room for it */
    Buffer allocate(int size);

    /**
     * A buffer that will stay, as for weights.
     *
     * @throws org.stylestack.layer.DeviceMemoryException where there is no room for it
     */
    default Buffer reserve(int size) {
        return allocate(size);
    }

    /**
     * A new buffer with these numbers.
     *
     * @throws org.stylestack.layer.DeviceMemoryException where there is no room for it
     */
    default Buffer holding(FloatBuffer values) {
        Buffer copy = allocate(values.capacity());
        copy.write(values);
        return copy;
    }

    /**
     * A buffer of numbers that kernels only read: a copy, or on a processor the numbers where they lie outside of Java's heap.
     *
     * @param values not to be changed or collected before the buffer is closed
     */
    default Buffer over(FloatBuffer values) {
        return holding(values);
    }

    /**
     * Runs a kernel on the items 0 to {@code items - 1}; may return before it has run.
     *
     * @param workPerItem multiply-adds of one item, by which a large launch is cut into pieces that can be cancelled
     * @param cancelled   asked between pieces; where it says true, a CancellationException is thrown
     */
    void launch(LayerKernel kernel, int items, long workPerItem, BooleanSupplier cancelled);

    @Override
    void close();
}
