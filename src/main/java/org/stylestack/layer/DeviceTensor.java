package org.stylestack.layer;

/** A float32 tensor in the memory of a device, row-major; its owner closes it. */
public interface DeviceTensor extends AutoCloseable {

    Shape shape();

    @Override
    void close();
}
