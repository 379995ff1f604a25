package org.stylestack.layer.aparapi;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/**
 * The buffers of one device. Those of a pass are lent, taken back, and lent again, large ones to tensors of other sizes too: from
 * one resolution to the next a buffer grows instead of leaving one behind, and once the largest are there a pass makes none.
 */
final class BufferPool {

    /**
     * Smaller buffers, in elements, are made in powers of two and never grow: they settle in the first pass, and take no large one
     * away. Measured: without, each image of 1024×1024 takes some more memory, up to a fifth, until all settles.
     */
    private static final int SMALL = 1 << 20;
    private static final int LEAST = 64;

    private final KernelDevice device;
    private final TreeMap<Integer, Deque<Buffer>> free = new TreeMap<>();
    private final Set<Buffer> all = new HashSet<>();
    private long used;
    private long peak;

    BufferPool(KernelDevice device) {
        this.device = device;
    }

    /** A buffer of exactly that size, for what stays; {@link #free} frees it. */
    Buffer make(int size) {
        return keep(() -> device.reserve(size));
    }

    /** A buffer with these numbers, for what stays; {@link #free} frees it. */
    Buffer holding(FloatBuffer values) {
        return keep(() -> device.holding(values));
    }

    /** A buffer over numbers that are only read; {@link #free} frees it. */
    Buffer over(FloatBuffer values) {
        return keep(() -> device.over(values));
    }

    private Buffer keep(Supplier<Buffer> made) {
        Buffer buffer;
        try {
            buffer = made.get();
        } catch (DeviceMemoryException full) {
            freeUnused();
            buffer = made.get();
        }
        all.add(buffer);
        used += bytes(buffer);
        peak = Math.max(peak, used);
        return buffer;
    }

    void free(Buffer buffer) {
        if (all.remove(buffer)) {
            used -= bytes(buffer);
            buffer.close();
        }
    }

    /** A buffer of that size or larger, of unknown contents; {@link #takeBack} ends it. */
    Buffer lend(int size) {
        int needed = size < SMALL ? powerOfTwo(size) : size;
        Integer fitting = size < SMALL && !free.containsKey(needed) ? null : free.ceilingKey(needed);
        if (fitting != null) {
            return take(fitting);
        }
        if (size >= SMALL) {
            makeWay(size);
        }
        return keep(() -> device.allocate(needed));
    }

    private static int powerOfTwo(int size) {
        return Math.max(LEAST, Integer.highestOneBit(Math.max(1, size - 1)) << 1);
    }

    /** Frees smaller buffers, the largest first, until as much is free: a new buffer stands for them from now on. */
    private void makeWay(int size) {
        long freed = 0;
        for (Integer smaller = free.lowerKey(size); smaller != null && smaller >= SMALL && freed < size; smaller = free.lowerKey(size)) {
            free(take(smaller));
            freed += smaller;
        }
    }

    void takeBack(Buffer buffer) {
        free.computeIfAbsent(buffer.size(), size -> new ArrayDeque<>()).push(buffer);
    }

    MemoryUse memory() {
        return new MemoryUse(used, peak, device.memory());
    }

    /** Frees all buffers, lent ones too. */
    void close() {
        Set.copyOf(all).forEach(this::free);
        free.clear();
    }

    private Buffer take(int size) {
        Deque<Buffer> waiting = free.get(size);
        Buffer buffer = waiting.pop();
        if (waiting.isEmpty()) {
            free.remove(size);
        }
        return buffer;
    }

    private void freeUnused() {
        for (Map.Entry<Integer, Deque<Buffer>> entry : free.entrySet()) {
            entry.getValue().forEach(this::free);
        }
        free.clear();
    }

    private static long bytes(Buffer buffer) {
        return (long) buffer.size() * Float.BYTES;
    }
}
