package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stylestack.fixture.TestDevices;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/** Buffers keep what is written to them, whatever they share with others. */
class SessionBuffersTest {

    @BeforeEach
    void needsOpenCl() {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
    }

    /** Of odd sizes, over several slabs, and one that is larger than a slab. */
    @Test
    void thoseOfASlabAreApart() {
        int[] sizes = {1, 1000, Slab.SIZE / 2 + 1, 3, Slab.SIZE / 2, 77, Slab.LARGEST_PART + 1, 5, Slab.LARGEST_PART, 9};
        try (OpenClSession session = new OpenClSession(TestDevices.processor(), Optional.empty())) {
            List<Buffer> buffers = new ArrayList<>();
            for (int k = 0; k < sizes.length; k++) {
                Buffer buffer = session.reserve(sizes[k]);
                buffer.write(FloatBuffer.wrap(filled(sizes[k], k)));
                buffers.add(buffer);
            }
            buffers.get(1).close();
            for (int k = 0; k < sizes.length; k++) {
                if (k != 1) {
                    float[] read = new float[sizes[k]];
                    buffers.get(k).read(read);
                    assertArrayEquals(filled(sizes[k], k), read, "buffer " + k);
                }
            }
        }
    }

    /** The host may use its array again at once, also where nobody waits for the write. */
    @Test
    void anUploadHasTheNumbersOfItsTime() {
        List<String> before = threads("AsyncOpThread");
        try (Layers layers = TestDevices.processor().open(LayerOptions.USUAL); Layers.Scope scope = layers.scope()) {
            for (int size : new int[] {1, 512, 1 << 14, (1 << 14) + 1}) {
                float[] values = filled(size, 1);
                DeviceTensor first = layers.upload(Shape.vectors(1, size), values);
                Arrays.fill(values, 2);
                DeviceTensor second = layers.upload(Shape.vectors(1, size), values);
                Arrays.fill(values, 3);
                for (DeviceTensor tensor : List.of(second, first)) {
                    float[] read = new float[size];
                    layers.download(tensor, read);
                    assertArrayEquals(filled(size, tensor == first ? 1 : 2), read, size + " numbers");
                }
            }
        }
        assertTrue(before.containsAll(threads("AsyncOpThread")), "none of JOCL's, which wait for writes");
    }

    /** Programs are loaded by a thread of their own, which a session waits for that ends first. */
    @Test
    void aSessionMayEndBeforeItsProgramsAreLoaded() {
        for (int k = 0; k < 20; k++) {
            TestDevices.processor().open(LayerOptions.USUAL).close();
        }
        // The threads themselves may last a moment longer.
        assertTrue(Thread.getAllStackTraces().values().stream().flatMap(Stream::of)
                .noneMatch(frame -> frame.getClassName().startsWith(Programs.class.getName())), "no program is being loaded");
    }

    private static List<String> threads(String beginning) {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name -> name.startsWith(beginning)).toList();
    }

    private static float[] filled(int size, float value) {
        float[] values = new float[size];
        Arrays.fill(values, value);
        return values;
    }
}
