package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.stylestack.fixture.TestDevices;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;

@EnabledOnOs(OS.LINUX)
class HugePagesTest {

    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final int SIZE = 8 * HugePages.LEAST;
    /** Bytes, of 32 MB of which the ends may lie in small pages. */
    private static final int NEARLY_ALL = 28 << 20;

    @BeforeEach
    void needsOpenCl() {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
    }

    @Test
    void largeBuffersOfProcessorsHaveThem() throws IOException {
        float[] values = new float[SIZE];
        for (int k = 0; k < values.length; k++) {
            values[k] = k;
        }
        long before = advised("Size:");
        OpenClDevice device = TestDevices.processor();
        try (Layers layers = device.open(LayerOptions.USUAL); DeviceTensor tensor = layers.upload(Shape.vectors(1, values.length), values)) {
            float[] read = new float[values.length];
            layers.download(tensor, read);
            assertArrayEquals(values, read);
            assumeTrue(HugePages.areOffered(device), "none are asked for");
            long now = advised("Size:");
            assertTrue(now >= before + NEARLY_ALL, "32 MB more are advised, but for the ends: before " + before + ", now " + now);
        }
    }

    /** Before anybody has written to it. */
    @Test
    void aBufferOfWhichAllIsUsedIsTouched() throws IOException {
        OpenClDevice device = TestDevices.processor();
        assumeTrue(HugePages.areOffered(device), "none are asked for");
        try (OpenClSession session = new OpenClSession(device, Optional.empty())) {
            long before = advised("Rss:");
            session.allocate(SIZE);
            // To read another one waits for all that was launched.
            session.allocate(1).read(new float[1]);
            long now = advised("Rss:");
            assertTrue(now >= before + NEARLY_ALL, "32 MB more are there: before " + before + ", now " + now);
        }
    }

    /** What the process's memory for which huge pages were asked has of something, in bytes. */
    private static long advised(String field) throws IOException {
        long[] ofOneAndSum = new long[2];
        try (Stream<String> lines = Files.lines(MAPPINGS)) {
            lines.forEach(line -> {
                if (line.startsWith(field)) {
                    ofOneAndSum[0] = Long.parseLong(line.replaceAll("\\D", "")) << 10;
                } else if (line.startsWith("VmFlags:") && line.contains(" hg")) {
                    ofOneAndSum[1] += ofOneAndSum[0];
                }
            });
        }
        return ofOneAndSum[1];
    }
}
