package org.stylestack.layer.opencl;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sun.misc.Signal;

/**
 * Gives the JVM its signal handlers back. LLVM, by which PoCL compiles, puts handlers of its own in their place when PoCL is set up and
 * whenever it reads a program; they give them back at the first signal. But the JVM's threads stop one another by SIGSEGV, and where two
 * of them get it at once while LLVM's handler is in place, the second ends the process without a word. (While a program is read, the
 * handler also deletes LLVM's temporary files, and that one build fails.) From LLVM 20 on, any SIGSEGV that its handler gets ends the
 * process.
 */
final class SignalHandlers {

    private static final byte[] FAULT = read("SignalHandlers$Fault.class");

    private static final Pattern LLVM = Pattern.compile("\\bPoCL\\b.*\\bLLVM (\\d+)");
    private static final int LEAST_DEADLY_LLVM = 20;
    /** More than any system's {@code struct sigaction} takes. */
    private static final int SIGACTION_BYTES = 256;
    /** Those by which the JVM finds null, stops threads, and divides by zero, and which LLVM takes. */
    private static final String[] TAKEN = {"SEGV", "BUS", "FPE", "ILL"};
    /** Of the process, as signals are. */
    private static volatile Optional<Runnable> keeper = Optional.empty();

    private SignalHandlers() {}

    /** Whether a platform, by its version, has an LLVM whose handlers must not meet a signal. */
    static boolean areDeadly(String platformVersion) {
        Matcher llvm = LLVM.matcher(platformVersion);
        return llvm.find() && Integer.parseInt(llvm.group(1)) >= LEAST_DEADLY_LLVM && !System.getProperty("os.name").startsWith("Windows");
    }

    /**
     * Has {@link #restore} put the JVM's handlers in the place of LLVM's behind its back: LLVM takes them for its own then, and puts no
     * others there, unless it gets another signal, as SIGQUIT. To be called before PoCL is set up, since from then on, until they are put
     * back, any SIGSEGV is the last.
     *
     * @throws LinkageError without JNA
     */
    static void keep() {
        // The second time they may be LLVM's.
        if (keeper.isEmpty()) {
            keeper = Optional.of(keeper());
        }
    }

    /** What puts those handlers back that are there now, after LLVM's, where they undo themselves, have done so. */
    static Runnable keeper() {
        Function sigaction = NativeFunctions.find("sigaction");
        // Another plugin may have asked PoCL for something. Not before JNA is found: LLVM's from 20 on end the process at it.
        fault();
        List<Object[]> calls = new ArrayList<>();
        for (String name : TAKEN) {
            int signal = new Signal(name).getNumber();
            Memory handler = new Memory(SIGACTION_BYTES);
            sigaction.invokeInt(new Object[] {signal, null, handler});
            calls.add(new Object[] {signal, handler, null});
        }
        return () -> calls.forEach(sigaction::invokeInt);
    }

    /** Puts the JVM's handlers back. */
    static void restore() {
        keeper.ifPresent(Runnable::run);
        fault();
    }

    /**
     * Causes a SIGSEGV in this thread alone, at which handlers of an LLVM before 20 undo themselves: the JVM finds null by it. Only its
     * interpreter always does, so each call initializes a new class; a method that is often called is compiled to a comparison.
     */
    private static void fault() {
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
