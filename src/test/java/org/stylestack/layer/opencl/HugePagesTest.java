package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.stylestack.fixture.TestDevices;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;

class HugePagesTest {

    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    @Test
    @EnabledOnOs(OS.LINUX)
    void largeBuffersOfProcessorsHaveThem() throws IOException {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        float[] values = new float[8 * HugePages.LEAST];
        for (int k = 0; k < values.length; k++) {
            values[k] = k;
        }
        long before = advised();
        OpenClDevice device = TestDevices.processor();
        try (Layers layers = device.open(LayerOptions.USUAL); DeviceTensor tensor = layers.upload(Shape.vectors(1, values.length), values)) {
            float[] read = new float[values.length];
            layers.download(tensor, read);
            assertArrayEquals(values, read);
            assumeTrue(HugePages.areOffered(device), "none are asked for");
            assertTrue(advised() >= before + (28 << 20), "32 MB more are advised, but for the ends: before " + before + ", now " + advised());
        }
    }

    /** Bytes of the process's memory for which the kernel was asked for huge pages. */
    private static long advised() throws IOException {
        long[] sizeAndSum = new long[2];
        try (Stream<String> lines = Files.lines(MAPPINGS)) {
            lines.forEach(line -> {
                if (line.startsWith("Size:")) {
                    sizeAndSum[0] = Long.parseLong(line.replaceAll("\\D", "")) << 10;
                } else if (line.startsWith("VmFlags:") && line.contains(" hg")) {
                    sizeAndSum[1] += sizeAndSum[0];
                }
            });
        }
        return sizeAndSum[1];
    }
}
