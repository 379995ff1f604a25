package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegisteredDriversTest {

    @TempDir
    private Path folder;

    @Test
    void oneDriverIsNotAskedForItsDevices() throws IOException {
        register("pocl.icd", "libpocl.so.2");
        register("pocl.icd.disabled", "libpocl.so.2");
        check(false);
    }

    @Test
    void amongSeveralPoclIs() throws IOException {
        register("nvidia.icd", "libnvidia-opencl.so.1");
        check(false);
        register("mesa.icd", "libMesaOpenCL.so.1");
        check(false);
        register("processor.icd", "/usr/lib/x86_64-linux-gnu/libpocl.so.2.15.0\n");
        check(true);
    }

    @Test
    void otherPlacesMayHoldAnything() {
        assertEquals(true, RegisteredDrivers.maySetUpPocl(folder.resolve("absent"), Map.of("OCL_ICD_VENDORS", "/opt/vendors")));
        assertEquals(false, RegisteredDrivers.maySetUpPocl(folder.resolve("absent"), Map.of()));
    }

    private void register(String file, String library) throws IOException {
        Files.writeString(folder.resolve(file), library);
    }

    private void check(boolean expected) {
        assertEquals(expected, RegisteredDrivers.maySetUpPocl(folder, Map.of("HOME", "/home/user")));
    }
}
