package org.stylestack.cli;

import java.util.concurrent.CountDownLatch;

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
}
