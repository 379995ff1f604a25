package org.stylestack.layer.aparapi;

import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;

/** A tensor in a pooled buffer; closing it gives the buffer back to the pool. */
public final class KernelTensor implements DeviceTensor {

    private final KernelLayers owner;
    private final Shape shape;
    private final KernelDevice.Buffer buffer;

    KernelTensor(KernelLayers owner, Shape shape, KernelDevice.Buffer buffer) {
        this.owner = owner;
        this.shape = shape;
        this.buffer = buffer;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    KernelDevice.Buffer buffer() {
        return buffer;
    }

    @Override
    public void close() {
        owner.release(this);
    }
}
