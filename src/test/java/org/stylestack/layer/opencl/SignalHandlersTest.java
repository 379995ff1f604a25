package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;

class SignalHandlersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "OpenCL 3.0 PoCL 3.1+debian  Linux, None+Asserts, RELOC, SPIR, LLVM 15.0.6, SLEEF, DISTRO, POCL_DEBUG | false",
        "OpenCL 3.0 PoCL 6.0+debian  Linux, None+Asserts, RELOC, SPIR-V, LLVM 18.1.8, SLEEF, DISTRO, POCL_DEBUG | false",
        "OpenCL 3.0 PoCL 7.1+debian  Linux, None+Asserts, RELOC, SPIR-V, LLVM 21.1.8, SLEEF, DISTRO, POCL_DEBUG | true",
        "OpenCL 3.0 CUDA 12.4.89 | false"})
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void ofLlvm20AreDeadly(String version, boolean deadly) {
        assertEquals(deadly, SignalHandlers.areDeadly(version));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void theJvmsArePutBack() {
        Map<String, Long> before = new TreeMap<>();
        for (String signal : List.of("SEGV", "BUS", "FPE", "ILL")) {
            before.put(signal, handler(signal));
        }
        Runnable keeper = SignalHandlers.keeper();
        for (String signal : List.of("BUS", "FPE", "ILL")) {
            set(signal, 0);
        }
        keeper.run();
        before.forEach((signal, handler) -> assertEquals(handler, handler(signal), signal));
        SignalHandlers.restore();
        // The JVM finds null by its handler.
        assertThrows(NullPointerException.class, () -> assertTrue(((int[]) null).length > 0));
    }

    private static long handler(String signal) {
        Memory action = new Memory(256);
        NativeLibrary.getProcess().getFunction("sigaction").invokeInt(new Object[] {new Signal(signal).getNumber(), null, action});
        return action.getLong(0);
    }

    private static void set(String signal, long handler) {
        Memory action = new Memory(256);
        action.clear();
        action.setLong(0, handler);
        NativeLibrary.getProcess().getFunction("sigaction").invokeInt(new Object[] {new Signal(signal).getNumber(), action, null});
    }
}
