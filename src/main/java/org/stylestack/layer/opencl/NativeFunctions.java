package org.stylestack.layer.opencl;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** What Java 17 has no door to, by JNA, which takes a tenth of a second to load. */
final class NativeFunctions {

    private NativeFunctions() {}

    /**
     * A function of the process.
     *
     * @throws LinkageError if JNA is not there, or its native part is of another version
     */
    static Function find(String name) {
        return byJna(() -> NativeLibrary.getProcess().getFunction(name));
    }

    /**
     * Where a direct buffer begins.
     *
     * @throws LinkageError as {@link #find}
     */
    static long address(ByteBuffer buffer) {
        return byJna(() -> Pointer.nativeValue(Native.getDirectBufferPointer(buffer)));
    }

    static <T> T byJna(Supplier<T> call) {
        try {
            return call.get();
        } catch (LinkageError | VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            // JNA throws it, with some lines, for a native part of another version.
            LinkageError failure = new UnsatisfiedLinkError(String.valueOf(e.getMessage()).strip().lines().findFirst().orElse(""));
            failure.initCause(e);
            throw failure;
        }
    }
}
