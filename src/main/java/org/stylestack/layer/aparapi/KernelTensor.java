package org.stylestack.layer.aparapi;

import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;

/** A tensor in a buffer of its own, or in one of the pool, which takes it back when the tensor is closed. */
public final class KernelTensor implements DeviceTensor {

    private final KernelTensors owner;
    private final Shape shape;
    private final KernelDevice.Buffer buffer;
    private final boolean lent;

    KernelTensor(KernelTensors owner, Shape shape, KernelDevice.Buffer buffer, boolean lent) {
        this.owner = owner;
        this.shape = shape;
        this.buffer = buffer;
        this.lent = lent;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    KernelDevice.Buffer buffer() {
        return buffer;
    }

    /** Whether its buffer goes back to the pool, and does not end with it. */
    boolean isLent() {
        return lent;
    }

    @Override
    public void close() {
        owner.release(this);
    }
}
