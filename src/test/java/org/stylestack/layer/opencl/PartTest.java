package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_DEVICE_PARTITION_MAX_SUB_DEVICES;
import static org.jocl.CL.CL_DEVICE_REFERENCE_COUNT;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clGetDeviceInfo;
import static org.jocl.CL.clReleaseDevice;
import static org.jocl.CL.clRetainDevice;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.junit.jupiter.api.Test;
import org.stylestack.fixture.TestDevices;

/** Some of a processor's threads are a device of their own, which goes back to the driver with its session. */
class PartTest {

    @Test
    void goesBackWithItsSession() {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        OpenClDevice whole = TestDevices.processor();
        assumeTrue(whole.computeUnits() > 1, "there are no parts of one thread");
        assumeTrue(number(whole.id(), CL_DEVICE_PARTITION_MAX_SUB_DEVICES) > 0, "the driver makes no parts, as Debian's PoCL 7.1");
        OpenClDevice part = whole.part(1);
        cl_device_id id = part.id();
        OpenClSession session = new OpenClSession(part, Optional.empty());
        assertEquals(CL_SUCCESS, clRetainDevice(id), "so that it can be asked after its end");
        int open = number(id, CL_DEVICE_REFERENCE_COUNT);
        session.close();
        assertEquals(1, number(id, CL_DEVICE_REFERENCE_COUNT), "the test's own, of " + open);
        assertTrue(open > 1);
        assertEquals(CL_SUCCESS, clReleaseDevice(id));
    }

    private static int number(cl_device_id id, int what) {
        int[] number = new int[1];
        assertEquals(CL_SUCCESS, clGetDeviceInfo(id, what, Integer.BYTES, Pointer.to(number), null));
        return number[0];
    }
}
