package org.stylestack.layer.aparapi;

import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;

/** A tensor in a pooled buffer; closing it gives the buffer back to the pool. */
record KernelTensor(KernelLayers owner, Shape shape, KernelDevice.Buffer buffer) implements DeviceTensor {

    @Override
    public void close() {
        owner.release(buffer);
    }
}
