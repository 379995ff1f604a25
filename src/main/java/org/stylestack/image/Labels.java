package org.stylestack.image;

import java.util.function.LongFunction;

/** What tells the samples of a series apart. Samples of one label, or of one file name, are the same picture. */
public interface Labels {

    /** Number of samples. */
    long count();

    /** What people read above a slice: {@code seed 42 psi 0.7}. */
    String label(long index);

    /** The same as part of a file's name: {@code seed0042}. */
    String fileName(long index);

    /** Whether files that hold no labels, npy that is, have a table of them beside them. */
    default boolean areListed() {
        return false;
    }

    /** The same labels, listed. */
    default Labels listed() {
        return new Made(count(), this::label, this::fileName, true);
    }

    /** Labels that functions of the sample's index make. */
    static Labels of(long count, LongFunction<String> label, LongFunction<String> fileName) {
        return new Made(count, label, fileName, false);
    }

    /** What {@link #of} makes. */
    record Made(long count, LongFunction<String> labels, LongFunction<String> fileNames, boolean areListed) implements Labels {

        @Override
        public String label(long index) {
            return labels.apply(index);
        }

        @Override
        public String fileName(long index) {
            return fileNames.apply(index);
        }
    }
}
