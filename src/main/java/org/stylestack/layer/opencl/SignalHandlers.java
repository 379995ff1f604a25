package org.stylestack.layer.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/**
 * Gives the JVM its signal handlers back. LLVM, by which PoCL compiles, puts handlers of its own in their place whenever it
 * reads a program; they give them back at the first signal. But the JVM's threads stop one another by SIGSEGV, and where two of
 * them get it at once while LLVM's handler is in place, the second ends the process without a word. (While a program is read,
 * the handler also deletes LLVM's temporary files, and that one build fails.)
 */
final class SignalHandlers {

    private static final byte[] FAULT = read("SignalHandlers$Fault.class");

    private SignalHandlers() {}

    /**
     * Causes a SIGSEGV in this thread alone: the JVM finds null by it. Only its interpreter always does, so each call
     * initializes a new class; a method that is often called is compiled to a comparison.
     */
    static void restore() {
        try {
            MethodHandles.lookup().defineHiddenClass(FAULT, true);
        } catch (IllegalAccessException e) {
            throw new AssertionError("a class can define others of its package", e);
        }
    }

    private static byte[] read(String resource) {
        try (InputStream in = SignalHandlers.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Fault {

        static {
            try {
                length(null);
                throw new AssertionError("null has no length");
            } catch (NullPointerException expected) {
                // The JVM has handled the signal, after LLVM's handler has undone itself.
            }
        }

        private static int length(float[] none) {
            return none.length;
        }
    }
}
