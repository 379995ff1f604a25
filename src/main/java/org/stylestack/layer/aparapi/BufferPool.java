package org.stylestack.layer.aparapi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/**
 * The buffers of one device. Those of a pass are lent, taken back, and lent again, to tensors of other sizes too: from one
 * resolution to the next a buffer grows instead of leaving one behind, and once the largest are there a pass makes none.
 */
final class BufferPool {

    /** A buffer is lent for an eighth of its size, and not for less. Measured: with 4 or 64 a 1024×1024 image takes more memory. */
    private static final int WASTE = 8;
    /** A free buffer of a quarter of the size that is needed, or more, makes way for the new one. */
    private static final int GROWTH = 4;

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
        Buffer buffer;
        try {
            buffer = device.allocate(size);
        } catch (DeviceMemoryException full) {
            freeUnused();
            buffer = device.allocate(size);
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
        Integer fitting = free.ceilingKey(size);
        if (fitting != null && fitting / WASTE <= size) {
            return take(fitting);
        }
        Integer smaller = free.lowerKey(size);
        if (smaller != null && smaller >= size / GROWTH) {
            free(take(smaller));
        }
        return make(size);
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
