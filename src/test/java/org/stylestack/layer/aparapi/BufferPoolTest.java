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

    private static final int ROOM = 10_000;

    private final LimitedDevice device = new LimitedDevice(ROOM);
    private final BufferPool pool = new BufferPool(device);

    @Test
    void theSmallestThatFitsIsLent() {
        Buffer large = pool.lend(1000);
        Buffer small = pool.lend(600);
        pool.takeBack(large);
        pool.takeBack(small);
        assertSame(small, pool.lend(500));
        assertSame(large, pool.lend(500));
        assertEquals(2, device.made());
    }

    @Test
    void littleIsNotLentMuch() {
        Buffer large = pool.lend(900);
        pool.takeBack(large);
        assertNotSame(large, pool.lend(100));
        assertSame(large, pool.lend(113));
    }

    @Test
    void aBufferGrowsFromResolutionToResolution() {
        for (int size = 100; size < ROOM / 2; size *= 2) {
            Buffer lent = pool.lend(size);
            assertEquals(size, lent.size());
            pool.takeBack(lent);
        }
        assertEquals(1, device.open(), "the smaller ones made way");
        Buffer last = pool.lend(3000);
        pool.takeBack(last);
        pool.takeBack(pool.lend(100));
        assertEquals(2, device.open(), "one much smaller stays");
        assertEquals(4 * (3200 + 100), pool.memory().used());
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
            assertEquals(4 * 400, layers.memory().used());
            assertTrue(layers.memory().peak() >= 4 * 500);
        }
        assertEquals(0, device.open());
    }
}
