package org.stylestack.command;

/** Something to be done where the JVM ends before this is closed; it ends once that is done. */
public final class AtExit implements AutoCloseable {

    private final Thread hook;

    public AtExit(Runnable action) {
        hook = new Thread(action, "stylestack-exit");
        unlessItEndsAlready(() -> Runtime.getRuntime().addShutdownHook(hook));
    }

    @Override
    public void close() {
        unlessItEndsAlready(() -> Runtime.getRuntime().removeShutdownHook(hook));
    }

    private static void unlessItEndsAlready(Runnable change) {
        try {
            change.run();
        } catch (IllegalStateException e) {
            // Nothing can be changed any more.
        }
    }
}
