package org.stylestack.layer.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Rows of numbers that one thread works on. They begin at index 0, since C2 vectorises loops over several arrays only where
 * all are indexed by the loop's variable alone; and their size is a multiple of 64 bytes, header included, so that rows
 * allocated one after the other are aligned alike and the vectors of a loop cross cache lines in none of them.
 */
final class Scratch {

    /** Numbers of a row that are used; few enough for three rows of a product and the three it reads to stay in the L1 cache. */
    static final int ROW = 528;

    private static final int LENGTH = length(ROW);

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

        void giveBack(Scratch scratch) {
            scratch.used = 0;
            free.add(scratch);
        }
    }

    private static int length(int count) {
        return (count + 3) / 16 * 16 + 12;
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
                planes[plane] = Arrays.copyOf(old, rows);
                for (int row = old.length; row < rows; row++) {
                    planes[plane][row] = new float[LENGTH];
                }
            }
        }
        return planes;
    }

    /** Two rows of any length and unknown contents, the same from call to call. */
    float[][] lines(int length) {
        if (lines[0].length < length) {
            lines = rows(2, length);
        }
        return lines;
    }

    /** Rows of any length, for a short while. */
    static float[][] rows(int count, int length) {
        float[][] rows = new float[count][];
        Arrays.setAll(rows, k -> new float[length(length)]);
        return rows;
    }
}
