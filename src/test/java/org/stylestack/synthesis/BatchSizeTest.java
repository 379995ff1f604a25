package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.LargeGenerators;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;

class BatchSizeTest {

    private static final long GIGABYTE = 1L << 30;

    private final BatchSize size = new BatchSize(LargeGenerators.configF(1024));

    @Test
    void theLargestTensorBounds() {
        // The last layers' maps are 32×1024×1024 numbers, and a little more with borders.
        long map = 32L << 20;
        assertEquals(1, size.most(2 * map, memory(1000), 0));
        assertEquals(7, size.most(8 * map, memory(1000), 0));
        assertEquals(1, size.most(map / 2, memory(1000), 0), "one sample is tried wherever");
    }

    @Test
    void theMemoryBounds() {
        assertEquals(1, size.most(Long.MAX_VALUE, memory(1), 0));
        int eight = size.most(Long.MAX_VALUE, memory(8), 0);
        // What an image takes without its weights: 460 MB were measured on an OpenCL CPU device.
        assertTrue(eight >= 8 && eight <= 14, "of 8 GB for " + eight + " images");
        assertEquals(2 * eight, size.most(Long.MAX_VALUE, memory(16), 0), 2);
    }

    @Test
    void scratchComesOffOnce() {
        long scratch = 4 * GIGABYTE;
        MemoryUse more = new MemoryUse(0, 0, 16 * GIGABYTE + scratch * 4 / 3);
        assertEquals(size.most(Long.MAX_VALUE, memory(16), 0), size.most(Long.MAX_VALUE, more, scratch), 1);
    }

    @Test
    void smallImagesComeInLargeBatches() {
        int most = new BatchSize(LargeGenerators.configF(64)).most(Long.MAX_VALUE, memory(8), 0);
        assertTrue(most > 64, "only " + most);
    }

    /** A Cancel waits while a system hands out memory: one picture of 1024×1024 at once, or as many smaller ones as are usual. */
    @ParameterizedTest
    @MethodSource("org.stylestack.fixture.TestDevices#names")
    void processorsTakeNoMoreThanTheUsualBatch(String device) {
        try (Layers layers = device.equals("java") ? TestDevices.open(device) : TestDevices.processor().open(LayerOptions.USUAL)) {
            for (int resolution = 128; resolution <= 1024; resolution *= 2) {
                Generator generator = LargeGenerators.configF(resolution);
                assertEquals(Synthesis.usualBatch(generator), new BatchSize(generator).most(layers.largestTensor(), memory(1000), 0));
            }
        }
    }

    private static MemoryUse memory(long gigabytes) {
        return new MemoryUse(0, 0, gigabytes * GIGABYTE);
    }
}
