package org.stylestack.layer;

/** A fully connected layer whose weights are on a device. */
public interface FullyConnected extends AutoCloseable {

    /** N×inputs → N×outputs. */
    DeviceTensor apply(DeviceTensor x);

    @Override
    void close();
}
