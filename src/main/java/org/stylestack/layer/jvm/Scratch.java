package org.stylestack.layer.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Rows of numbers that one thread works on. All begin at the same index, since C2 vectorises loops over several arrays only where
 * all are indexed by the loop's variable alone; and their size is a multiple of 64 bytes, header included, as that of the lists of
 * them is, so that rows which lie one after the other are aligned alike: vectors that cross cache lines take up to half as long again.
 * <p>
 * C2 computes the first numbers of a loop one by one, at least one and on to a multiple of 64 bytes, and so the last ones that fill
 * no vector. Each takes as long as a vector: in a row of 512 numbers these 16 are a third of all. G1 moves what lives to the begin
 * of a region, one after the other. There, a row's number at {@link #FIRST} is the last one before a multiple of 64 bytes, and
 * loops go on to the {@link #end} of a vector, so that one is left of the 16.
 */
final class Scratch {

    /** Index of a row's first number. */
    static final int FIRST = 11;
    /** Numbers of a row that are used; few enough for three rows of a product and the three it reads to stay in the L1 cache. */
    static final int ROW = 528;

    /** The least numbers of a row that loops go over. */
    private static final int LEAST = 200;
    private static final int VECTOR = 16;
    private static final int LENGTH = end(ROW);

    private final List<float[]> all = new ArrayList<>();
    private int used;
    private float[][][] planes = {};
    private float[][] lines = {{}, {}};

    /** The scratch that no thread uses now. */
    static final class Pool {

        private final Queue<Scratch> free = new ConcurrentLinkedQueue<>();

        Scratch take() {
            Scratch scratch = free.poll();
            return scratch == null ? new Scratch() : scratch;
        }

        /** Makes room for some threads, before garbage is collected in a first image: all that lives then is aligned. */
        void prepare(int threads, int planes, int rows) {
            List<Scratch> all = Stream.generate(this::take).limit(threads).toList();
            for (Scratch scratch : all) {
                scratch.planes(planes, rows);
                scratch.rows(4 * planes);
                giveBack(scratch);
            }
        }

        /** Leaves what no thread uses now to the garbage collector. */
        void clear() {
            free.clear();
        }

        void giveBack(Scratch scratch) {
            scratch.used = 0;
            free.add(scratch);
        }
    }

    /**
     * Where a loop over n numbers of a row ends: some further on, with a whole vector. Rows have as many. No loop is short, since
     * C2 unrolls one by the lengths that it has seen when it compiles it: after short rows it would stay slow for long ones.
     */
    static int end(int n) {
        return whole(Math.max(n, LEAST));
    }

    /** Size of an array, which is whole lines of the cache with its header, for n elements behind {@link #FIRST}. */
    private static int whole(int n) {
        return FIRST + 1 + (n + VECTOR - 2) / VECTOR * VECTOR;
    }

    /** Rows of {@link #ROW} numbers of unknown contents. */
    float[][] rows(int count) {
        while (all.size() < used + count) {
            all.add(new float[LENGTH]);
        }
        float[][] rows = all.subList(used, used + count).toArray(float[][]::new);
        used += count;
        return rows;
    }

    /**
     * Planes of rows of {@link #ROW} numbers of unknown contents, and maybe more of both: the same from call to call, since lists
     * of thousands of rows, for every item, would be much garbage.
     */
    float[][][] planes(int count, int rows) {
        planes = Arrays.copyOf(planes, Math.max(count, planes.length));
        for (int plane = 0; plane < count; plane++) {
            float[][] old = planes[plane] == null ? new float[0][] : planes[plane];
            if (old.length < rows) {
                planes[plane] = Arrays.copyOf(old, whole(rows));
                for (int row = old.length; row < planes[plane].length; row++) {
                    planes[plane][row] = new float[LENGTH];
                }
            }
        }
        return planes;
    }

    /** Bytes of {@link #planes} of a scratch. */
    static long planesSize(int count, int rows) {
        return (long) count * whole(rows) * LENGTH * Float.BYTES;
    }

    /** Two rows of any length and unknown contents, the same from call to call. */
    float[][] lines(int length) {
        if (lines[0].length < end(length)) {
            lines = rows(2, length);
        }
        return lines;
    }

    /** Rows of any length, for a short while. */
    static float[][] rows(int count, int length) {
        float[][] rows = new float[count][];
        Arrays.setAll(rows, k -> new float[end(length)]);
        return rows;
    }
}
