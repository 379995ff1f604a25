package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.fixture.TestDevices;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;

/** A device that lies is found before it computes a face. */
class SelfCheckTest {

    static List<String> families() {
        return TestDevices.families();
    }

    @ParameterizedTest
    @MethodSource("families")
    void honestDevicesPass(String name) {
        for (Precision precision : Precision.values()) {
            try (Layers layers = TestDevices.open(name, new LayerOptions(precision))) {
                assertDoesNotThrow(() -> SelfCheck.require(layers));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {0.1f, Float.NaN, -3e30f})
    void oneWrongNumberIsEnough(float error) {
        try (Layers lying = lying(error)) {
            DeviceException refused = assertThrows(DeviceException.class, () -> SelfCheck.require(lying));
            assertTrue(refused.getMessage().startsWith("java: ") && refused.getMessage().contains(" computes wrong numbers: "),
                    refused.getMessage());
            assertTrue(refused.getMessage().endsWith("update its driver, or choose another device, or java"), refused.getMessage());
        }
    }

    @Test
    void whoHasPassedIsAskedAgainWithAnotherDriverAlone(@TempDir Path folder) throws Exception {
        SelfCheck check = new SelfCheck(folder.resolve("checked"));
        assertThrows(DeviceException.class, () -> check.require("GPU, driver 1", Precision.FAST, () -> lying(1)));
        check.require("GPU, driver 1", Precision.FAST, () -> TestDevices.open("java"));
        check.require("GPU, driver 1", Precision.FAST, () -> fail("it has passed"));
        assertThrows(DeviceException.class, () -> check.require("GPU, driver 2", Precision.FAST, () -> lying(1)));
        assertThrows(DeviceException.class, () -> check.require("GPU, driver 1", Precision.EXACT, () -> lying(1)));
        try (var files = Files.list(folder.resolve("checked"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whoCancelsHasPassedNothing(@TempDir Path folder) {
        SelfCheck check = new SelfCheck(folder.resolve("checked"));
        assertThrows(CancellationException.class, () -> check.require("GPU, driver 1", Precision.FAST, () -> {
            Layers layers = TestDevices.open("java");
            layers.watch(() -> true);
            return layers;
        }));
        assertThrows(DeviceException.class, () -> check.require("GPU, driver 1", Precision.FAST, () -> lying(1)));
    }

    @Test
    void whoEndsTheProcessIsNotAskedAgain(@TempDir Path folder) throws Exception {
        int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Crash.class.getName(), folder.toString()).inheritIO().start().waitFor();
        assertEquals(Crash.STATUS, status);
        SelfCheck check = new SelfCheck(folder);
        for (int time = 0; time < 2; time++) {
            String message = assertThrows(DeviceException.class,
                    () -> check.require("GPU, driver 1", Precision.FAST, () -> fail("it is asked again"))).getMessage();
            assertTrue(message.startsWith("opencl: GPU, driver 1 was being tried for the first time when the program ended; "), message);
        }
        check.require("GPU, driver 2", Precision.FAST, () -> TestDevices.open("java"));
        try (var files = Files.list(folder)) {
            Files.delete(files.filter(file -> file.toString().endsWith(".begun")).findAny().orElseThrow());
        }
        check.require("GPU, driver 1", Precision.FAST, () -> TestDevices.open("java"));
    }

    @Test
    void whoComesSecondFindsWhatTheFirstHasNoted(@TempDir Path folder) {
        SelfCheck check = new SelfCheck(folder);
        List<CompletableFuture<Void>> second = new ArrayList<>();
        check.require("GPU, driver 1", Precision.FAST, () -> {
            second.add(CompletableFuture.runAsync(() -> check.require("GPU, driver 1", Precision.FAST, () -> fail("it is being checked"))));
            return TestDevices.open("java");
        });
        second.get(0).join();
        assertEquals(1, folder.toFile().list().length);
    }

    /** A driver that crashes. */
    static final class Crash {

        static final int STATUS = 134;

        public static void main(String[] arguments) {
            new SelfCheck(Path.of(arguments[0])).require("GPU, driver 1", Precision.FAST, () -> {
                Runtime.getRuntime().halt(STATUS);
                return null;
            });
        }
    }

    @Test
    void passesWhereNothingCanBeNoted(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        new SelfCheck(file).require("GPU, driver 1", Precision.FAST, () -> TestDevices.open("java"));
        assertEquals("in the way", Files.readString(file));
    }

    /** The JVM's threads, but for one number of all that is read back. */
    private static Layers lying(float error) {
        Layers honest = TestDevices.open("java");
        return (Layers) Proxy.newProxyInstance(Layers.class.getClassLoader(), new Class<?>[] {Layers.class}, (proxy, method, arguments) -> {
            try {
                Object result = method.invoke(honest, arguments);
                if (method.getName().equals("download")) {
                    ((float[]) arguments[1])[777] += error;
                }
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
    }
}
