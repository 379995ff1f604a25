package org.stylestack.synthesis;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays into which outputs are read, one for each size, for the next image to take again: memory that nothing has touched yet
 * can cost more than the reading, up to 2.5 ms a megabyte on virtual machines. Where memory ends, the garbage collector gets them.
 */
final class HostArrays {

    private final Map<Integer, SoftReference<float[]>> free = new HashMap<>();

    /** An array of unknown contents. */
    synchronized float[] take(int size) {
        SoftReference<float[]> kept = free.remove(size);
        float[] array = kept == null ? null : kept.get();
        return array == null ? new float[size] : array;
    }

    /** Ends the use of an array. */
    synchronized void takeBack(float[] array) {
        free.put(array.length, new SoftReference<>(array));
    }
}
