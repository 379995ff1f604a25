package org.stylestack.layer.aparapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.stylestack.fixture.LimitedDevice;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

class BufferPoolTest {

    private static final int ROOM = 10 << 20;
    /** The least size of buffers that grow. */
    private static final int LARGE = 1 << 20;

    private final LimitedDevice device = new LimitedDevice(ROOM);
    private final BufferPool pool = new BufferPool(device);

    @Test
    void theSmallestThatFitsIsLent() {
        Buffer large = pool.lend(2 * LARGE);
        Buffer small = pool.lend(LARGE + 600);
        pool.takeBack(large);
        pool.takeBack(small);
        assertSame(small, pool.lend(LARGE + 500));
        assertSame(large, pool.lend(LARGE + 500));
        assertEquals(2, device.made());
    }

    @Test
    void littleIsNotLentMuch() {
        Buffer large = pool.lend(LARGE);
        pool.takeBack(large);
        Buffer little = pool.lend(100);
        assertEquals(128, little.size());
        pool.takeBack(little);
        assertSame(little, pool.lend(65));
        assertEquals(64, pool.lend(64).size());
        assertEquals(3, device.made());
    }

    @Test
    void aBufferGrowsFromResolutionToResolution() {
        pool.takeBack(pool.lend(LARGE / 4));
        for (int size = LARGE; size < ROOM / 2; size *= 2) {
            Buffer lent = pool.lend(size);
            assertEquals(size, lent.size());
            pool.takeBack(lent);
        }
        assertEquals(2, device.open(), "the smaller ones made way, but the small one");
        assertEquals(4 * (4 * LARGE + LARGE / 4), pool.memory().used());
    }

    @Test
    void severalMakeWayForALargerOne() {
        Buffer first = pool.lend(LARGE);
        Buffer second = pool.lend(LARGE + 1);
        Buffer third = pool.lend(LARGE + 2);
        pool.takeBack(first);
        pool.takeBack(second);
        pool.takeBack(third);
        pool.lend(2 * LARGE);
        assertEquals(2, device.open(), "as many as it needs");
        assertSame(first, pool.lend(LARGE));
    }

    @Test
    void whatIsNotUsedMakesRoom() {
        pool.takeBack(pool.lend(ROOM - 100));
        Buffer weights = pool.make(200);
        assertEquals(1, device.open());
        assertThrows(DeviceMemoryException.class, () -> pool.make(ROOM));
        pool.free(weights);
        assertEquals(new MemoryUse(0, 4 * (ROOM - 100), device.memory()), pool.memory());
    }

    @Test
    void weightsTakeWhatTheyNeed() {
        pool.takeBack(pool.lend(800));
        assertEquals(700, pool.make(700).size());
    }

    @Test
    void aScopeEndsWhatItLentAndClosingEndsAll() {
        try (Layers layers = new KernelLayers(device)) {
            DeviceTensor weights = layers.upload(Shape.vectors(1, 100), new float[100]);
            for (int pass = 0; pass < 3; pass++) {
                try (Layers.Scope scope = layers.scope()) {
                    layers.normalize(layers.upload(Shape.vectors(2, 100), new float[200]));
                }
            }
            assertEquals(3, device.made(), "weights, and two vectors that serve all passes");
            weights.close();
            assertEquals(2, device.open());
            assertEquals(4 * 2 * 256, layers.memory().used());
            assertTrue(layers.memory().peak() >= 4 * 600);
        }
        assertEquals(0, device.open());
    }
}
