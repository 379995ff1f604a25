package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.stylestack.device.DeviceChoice;
import org.stylestack.device.Devices;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.LimitedDevice;
import org.stylestack.fixture.TestDevices;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.opencl.BrokenDriver;
import org.stylestack.layer.opencl.OpenClDevice;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/** What happens where a device fails before its work, or in the midst of it. */
class FallbackTest {

    private static final DeviceChoice JAVA = Devices.find().choose("java").get(0);
    private static final Set<Kind> ALL = Set.of(Kind.FACES, Kind.SKIPS, Kind.LAYERS);

    private final List<String> infos = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Log log = new Log() {
        @Override
        public void info(String message) {
            infos.add(message);
        }

        @Override
        public void warn(String message) {
            warnings.add(message);
        }
    };

    @Test
    void theNextBestIsTakenAndTheLogSaysWhy() throws IOException {
        Map<String, float[]> outputs = new TreeMap<>();
        String device = run("warn", outputs, broken("opencl: A computes wrong numbers; update its driver"), JAVA);
        assertTrue(device.startsWith("java: "), device);
        assertEquals(List.of("opencl: A computes wrong numbers; update its driver; " + JAVA.description() + " is used instead"), warnings);
        assertEquals(3 * 3 * 32 * 32, outputs.get("faces").length);
        warnings.clear();
        run("accept", new TreeMap<>(), broken("opencl: A could not build the kernel x"), JAVA);
        assertEquals(List.of(), warnings);
        assertTrue(infos.contains("opencl: A could not build the kernel x; " + JAVA.description() + " is used instead"), infos.toString());
    }

    /** The weights are on the device, and the mapping network has run, before its compiler refuses a kernel. */
    @Test
    void whereAKernelDoesNotBuildTheNextDeviceIsTakenAndTheCompilerIsQuoted() throws IOException {
        if (!TestDevices.names().contains("opencl")) {
            return;
        }
        Map<String, float[]> expected = new TreeMap<>();
        run("warn", expected, JAVA);
        OpenClDevice device = TestDevices.openClDevice();
        Map<String, float[]> outputs = new TreeMap<>();
        String used = run("warn", outputs, choice(options -> BrokenDriver.open(device, "UpConvolutionKernel")), JAVA);
        assertTrue(used.matches("opencl: .*, then java: .*"), used);
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).startsWith("opencl: " + device + " could not build the kernel UpConvolutionKernel (CL_BUILD_PROGRAM_FAILURE: ")
                && warnings.get(0).contains("missing"), warnings.get(0));
        assertTrue(warnings.get(0).endsWith("; update its driver, or choose another device, or java; " + JAVA.description()
                + " is used instead"), warnings.get(0));
        assertEquals(expected.keySet(), outputs.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, outputs.get(name), 1e-4f, name));
    }

    @Test
    void nothingElseIsTakenWhereTheUserWillNot() {
        DeviceException refused = assertThrows(DeviceException.class,
                () -> run("fail", new TreeMap<>(), broken("opencl: A is broken; choose java"), JAVA));
        assertEquals("opencl: A is broken; choose java", refused.getMessage());
    }

    @Test
    void allDevicesMayFail() {
        assertThrows(DeviceException.class, () -> run("warn", new TreeMap<>(), broken("a"), broken("b")));
        assertEquals(List.of("a; a device is used instead"), warnings);
    }

    /** The device holds the weights and the coarse layers of a face, and hands those on before its memory ends. */
    @Test
    void whereMemoryEndsInTheMidstTheNextDeviceGoesOn() throws IOException {
        Map<String, float[]> expected = new TreeMap<>();
        run("warn", expected, limited(1L << 40));
        LimitedDevice[] last = new LimitedDevice[1];
        long enough = enough();
        Map<String, float[]> outputs = new TreeMap<>();
        String device = run("warn", outputs, limited(enough * 95 / 100, last), JAVA);
        assertTrue(device.matches("limited, then java: .*"), device);
        assertEquals(0, last[0].open(), "the device is freed");
        assertTrue(infos.stream().anyMatch(text -> text.endsWith("; 1 face at once will be tried")), infos.toString());
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith("limited: no room for "), warnings.get(0));
        assertEquals(expected.keySet(), outputs.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, outputs.get(name), 1e-4f, name));
    }

    /** Numbers of memory that one face takes. */
    private long enough() throws IOException {
        long low = 0;
        for (long room = 1L << 30; room > 1024; room /= 2) {
            if (!fits(low + room)) {
                low += room;
            }
        }
        return low;
    }

    private boolean fits(long room) throws IOException {
        try {
            run("fail", new TreeMap<>(), limited(room));
            return true;
        } catch (DeviceMemoryException e) {
            return false;
        }
    }

    private static DeviceChoice broken(String message) {
        return choice(options -> {
            throw new DeviceException(message);
        });
    }

    private static DeviceChoice limited(long numbers, LimitedDevice... last) {
        return choice(options -> {
            LimitedDevice device = new LimitedDevice(numbers);
            if (last.length > 0) {
                last[0] = device;
            }
            return new KernelLayers(device);
        });
    }

    private static DeviceChoice choice(Function<LayerOptions, Layers> opener) {
        return new DeviceChoice("opencl", "A", "a device", opener);
    }

    private String run(String policy, Map<String, float[]> outputs, DeviceChoice... choices) throws IOException {
        GenerateFaces command = (GenerateFaces) CommandDeclaration.of(GenerateFaces.class).create(Map.of("seeds", "3-5", "fallback", policy,
                "device", "java", "precision", "exact", "model", Fixtures.model("canon32.safetensors").toString()));
        Generation generation = new Generation(command.options(Progress.SILENT), log, Progress.SILENT);
        return generation.run(Arrays.asList(choices), (model, sink) -> model.synthesize(command.options(Progress.SILENT).latents(), ALL, sink, Progress.SILENT),
                (output, first, shape, values) -> outputs.merge(output.path(), values, FallbackTest::join), Progress.SILENT);
    }

    private static float[] join(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
