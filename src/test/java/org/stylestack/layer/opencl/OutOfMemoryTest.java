package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stylestack.fixture.TestDevices;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelLayers;

/** What is said where a device's memory ends. */
class OutOfMemoryTest {

    @Test
    void aTensorThatNoBufferHolds() {
        if (!TestDevices.names().contains("opencl")) {
            return;
        }
        try (OpenClSessionOf opened = new OpenClSessionOf(TestDevices.openClDevice())) {
            Shape shape = new Shape(1024, 512, 1024, 1024);
            DeviceMemoryException refused = assertThrows(DeviceMemoryException.class, () -> opened.layers().tensors().reserve(shape));
            assertEquals("opencl: " + TestDevices.openClDevice() + ": a tensor of " + shape + " has more than the " + opened.layers().largestTensor()
                    + " numbers that the device holds in one buffer; lower the batch size", refused.getMessage());
        }
    }

    /** More than drivers hand out at once, who say so themselves. */
    @Test
    void aBufferThatTheDriverRefuses() {
        if (!TestDevices.names().contains("opencl")) {
            return;
        }
        OpenClDevice device = TestDevices.openClDevice();
        int numbers = (int) Math.min(Integer.MAX_VALUE - 8, device.largestBuffer() / Float.BYTES + 1024);
        if ((long) numbers * Float.BYTES <= device.largestBuffer()) {
            return;
        }
        try (OpenClSessionOf opened = new OpenClSessionOf(device)) {
            DeviceMemoryException refused = assertThrows(DeviceMemoryException.class, () -> opened.session().allocate(numbers));
            assertTrue(refused.getMessage().matches("opencl: .* could not find room for \\d+ MB \\(CL_\\w+\\); lower the batch size, or choose the"
                    + " device java"), refused.getMessage());
        }
    }

    private record OpenClSessionOf(OpenClSession session, KernelLayers layers) implements AutoCloseable {

        OpenClSessionOf(OpenClDevice device) {
            this(new OpenClSession(device, Optional.empty()));
        }

        private OpenClSessionOf(OpenClSession session) {
            this(session, new KernelLayers(new ResidentOpenCl(session)));
        }

        @Override
        public void close() {
            layers.close();
        }
    }
}
