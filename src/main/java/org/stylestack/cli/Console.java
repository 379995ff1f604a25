package org.stylestack.cli;

import java.io.PrintWriter;
import org.stylestack.command.Log;
import org.stylestack.synthesis.Progress;

/** Log and progress on standard error, which leaves standard output to results. */
final class Console implements Log, Progress {

    /** Progress is said at most this often. */
    private static final long PAUSE_NANOSECONDS = 1_000_000_000L;

    private final PrintWriter err;
    private final Interrupt interrupt;
    private long said = System.nanoTime();

    Console(PrintWriter err, Interrupt interrupt) {
        this.err = err;
        this.interrupt = interrupt;
    }

    @Override
    public void info(String message) {
        err.println(message);
    }

    @Override
    public void warn(String message) {
        err.println("warning: " + message);
    }

    @Override
    public boolean isCancelled() {
        return interrupt.isRequested();
    }

    @Override
    public void report(double done, String what) {
        if (System.nanoTime() - said > PAUSE_NANOSECONDS) {
            said = System.nanoTime();
            err.println(Math.round(100 * done) + " %, " + what);
        }
    }
}
