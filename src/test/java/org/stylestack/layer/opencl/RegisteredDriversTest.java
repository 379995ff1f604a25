package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RegisteredDriversTest {

    @TempDir
    private Path folder;

    @Test
    void oneDriverIsNotAskedForItsDevices() throws IOException {
        register("pocl.icd", "libpocl.so.2");
        register("pocl.icd.disabled", "libpocl.so.2");
        assertFalse(maySetUpPocl());
    }

    @Test
    void amongSeveralPoclIs() throws IOException {
        register("nvidia.icd", "libnvidia-opencl.so.1");
        assertFalse(maySetUpPocl());
        register("mesa.icd", "libMesaOpenCL.so.1");
        assertFalse(maySetUpPocl());
        register("processor.icd", "/usr/lib/x86_64-linux-gnu/libpocl.so.2.15.0\n");
        assertTrue(maySetUpPocl());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "symbolic links want rights there")
    void whatCannotBeReadHidesNoOther() throws IOException {
        Files.createDirectory(folder.resolve("a.icd"));
        Files.write(folder.resolve("b.icd"), new byte[] {(byte) 0xFF, '\n'});
        Files.createSymbolicLink(folder.resolve("c.icd"), folder.resolve("absent"));
        assertFalse(maySetUpPocl());
        register("pocl.icd", "libpocl.so.2");
        assertTrue(maySetUpPocl());
    }

    @Test
    void otherPlacesMayHoldAnything() {
        assertTrue(RegisteredDrivers.maySetUpPocl(folder.resolve("absent"), Map.of("OCL_ICD_VENDORS", "/opt/vendors")));
        assertFalse(RegisteredDrivers.maySetUpPocl(folder.resolve("absent"), Map.of()));
    }

    private void register(String file, String library) throws IOException {
        Files.writeString(folder.resolve(file), library);
    }

    private boolean maySetUpPocl() {
        return RegisteredDrivers.maySetUpPocl(folder, Map.of("HOME", "/home/user"));
    }
}
