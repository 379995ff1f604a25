package org.stylestack.layer.aparapi;

import java.nio.FloatBuffer;
import org.stylestack.layer.DeviceMemoryException;

/** A buffer that is a Java array. */
record HostBuffer(float[] array) implements KernelDevice.Buffer {

    static HostBuffer allocate(int size, String device) {
        try {
            return new HostBuffer(new float[size]);
        } catch (OutOfMemoryError e) {
            throw new DeviceMemoryException(device + ": the Java heap has no room for " + (size >> 18)
                    + " MB more; lower the batch size, or give Java more memory (-Xmx)", e);
        }
    }

    @Override
    public int size() {
        return array.length;
    }

    @Override
    public void write(FloatBuffer values) {
        values.duplicate().get(array, 0, values.remaining());
    }

    @Override
    public void read(float[] into) {
        System.arraycopy(array, 0, into, 0, Math.min(into.length, array.length));
    }

    @Override
    public void close() {
        // The garbage collector frees it.
    }
}
