package org.stylestack.layer.opencl;

import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/**
 * A large buffer of a processor, of whose parts those are made that stay, as weights do: they share its huge pages, where each buffer of
 * its own begins and ends in hundreds of small ones.
 */
final class Slab {

    /** Numbers of a slab, 64 MB; what never becomes a part is never touched, and takes no memory. */
    static final int SIZE = 1 << 24;
    /** Numbers between two beginnings: a page. */
    private static final int ALIGNED = 1 << 10;

    /** Numbers of a huge page: so many at either end may lie in small ones, and are left alone. */
    private static final int EDGE = 1 << 19;
    static final int LARGEST_PART = SIZE - 2 * EDGE;

    private final Buffer whole;
    private int used = EDGE;

    /** @param whole of {@link #SIZE} numbers */
    Slab(Buffer whole) {
        this.whole = whole;
    }

    Buffer whole() {
        return whole;
    }

    boolean hasRoom(int size) {
        return size <= SIZE - EDGE - used;
    }

    /** Where the next part begins. */
    int take(int size) {
        int from = used;
        used = Math.min(SIZE - EDGE, used + (size + ALIGNED - 1) / ALIGNED * ALIGNED);
        return from;
    }
}
