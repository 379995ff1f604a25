package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeFunctionsTest {

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFunctionOfTheProcess() {
        assertEquals(7, NativeFunctions.find("abs").invokeInt(new Object[] {-7}));
    }

    @Test
    void aPartBeginsFurtherOn() {
        ByteBuffer whole = ByteBuffer.allocateDirect(100);
        assertEquals(NativeFunctions.address(whole) + 40, NativeFunctions.address(whole.slice(40, 60)));
    }

    /** As JNA says it, by no more than an Error. */
    @Test
    void aNativePartOfAnotherVersionIsNotThere() {
        Error incompatible = new Error("\n\nThere is an incompatible JNA native library installed on this system\nExpected: 7.0.0\n");
        LinkageError failure = assertThrows(LinkageError.class, () -> NativeFunctions.byJna(() -> {
            throw incompatible;
        }));
        assertEquals("There is an incompatible JNA native library installed on this system", failure.getMessage());
        assertSame(incompatible, failure.getCause());
    }

    @Test
    void anErrorWithoutWordsIsOneToGoOnWithout() {
        assertThrows(LinkageError.class, () -> NativeFunctions.byJna(() -> {
            throw new AssertionError();
        }));
    }

    @Test
    void noMemoryIsAnotherMatter() {
        assertThrows(OutOfMemoryError.class, () -> NativeFunctions.byJna(() -> {
            throw new OutOfMemoryError();
        }));
    }
}
