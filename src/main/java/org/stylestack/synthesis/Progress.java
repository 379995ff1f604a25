package org.stylestack.synthesis;

import java.util.concurrent.CancellationException;

/** Hears how far the work is, and may stop it. */
public interface Progress {

    /** Hears nothing and never stops. */
    Progress SILENT = new Progress() {
        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void report(double done, String what) {
            // Nobody listens.
        }
    };

    /** Asked within layers; once true, the work ends with a CancellationException. */
    boolean isCancelled();

    /**
     * @param done share of the work, 0 to 1
     * @param what what is computed now: {@code "face 3 of 8, 64×64"}
     */
    void report(double done, String what);

    /** @throws CancellationException if the work is to stop */
    default void check() {
        if (isCancelled()) {
            throw new CancellationException("cancelled");
        }
    }

    /** A sentence on something that goes another way than it was asked for. */
    default void note(String message) {}

    /** The progress of a part of the work, from one share to another. */
    default Progress part(double from, double to) {
        return part(from, to, "");
    }

    /** The progress of some faces of all: {@code "face 3 of 8, "} and what is computed of it. */
    default Progress faces(long first, int batch, long count) {
        String faces = batch == 1 ? "face " + (first + 1) : "faces " + (first + 1) + "–" + (first + batch);
        return part((double) first / count, (double) (first + batch) / count, faces + " of " + count + ", ");
    }

    /** @param prefix of what is computed: {@code "noise 3 of 100, "} */
    default Progress part(double from, double to, String prefix) {
        Progress whole = this;
        return new Progress() {
            @Override
            public boolean isCancelled() {
                return whole.isCancelled();
            }

            @Override
            public void report(double done, String what) {
                whole.report(from + done * (to - from), prefix + what);
            }

            @Override
            public void note(String message) {
                whole.note(message);
            }
        };
    }
}
