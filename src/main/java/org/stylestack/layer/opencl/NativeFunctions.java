package org.stylestack.layer.opencl;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/** Functions of the process to which Java 17 has no door, by JNA, which takes a tenth of a second to load. */
final class NativeFunctions {

    private NativeFunctions() {}

    /** @throws LinkageError if JNA is not there, or its native part is not of its version */
    static Function find(String name) {
        try {
            return NativeLibrary.getProcess().getFunction(name);
        } catch (LinkageError e) {
            throw e;
        } catch (Error e) {
            // So JNA calls a native part of another version.
            throw new UnsatisfiedLinkError(e.getMessage());
        }
    }

    /** Where a direct buffer begins. */
    static long address(ByteBuffer buffer) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
    }
}
