package org.stylestack.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Ctrl-C: asks the work to stop, and lets the JVM end once the work has cleaned up after itself. */
final class Interrupt {

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean requested;

    /** An interrupt that the signals SIGINT and SIGTERM request. */
    static Interrupt onSignal() {
        Interrupt interrupt = new Interrupt();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            interrupt.request();
            try {
                interrupt.over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "interrupt"));
        return interrupt;
    }

    void request() {
        requested = true;
    }

    boolean isRequested() {
        return requested;
    }

    void workIsOver() {
        over.countDown();
    }

    /**
     * Ends the program as SIGINT does where nobody handles it, which shells see as status 130, too: without what libraries do at an
     * exit, and without the crash of a thread that is in one of them meanwhile. Returns where a system knows no such end.
     */
    static void endAtOnce() {
        try {
            Signal.handle(new Signal("INT"), SignalHandler.SIG_DFL);
            new ProcessBuilder("kill", "-INT", Long.toString(ProcessHandle.current().pid())).inheritIO().start().waitFor();
        } catch (IOException | IllegalArgumentException e) {
            // No such end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
