package org.stylestack.layer.opencl;

import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Shape;

/**
 * A feature map in the layout of the CPU kernels: [N][⌈C / 16⌉][H + 2][W + 2][16] with a border of zeros.
 *
 * @param shape   N×C×H×W as others see it
 * @param storage the numbers
 */
record VectorTensor(Shape shape, DeviceTensor storage) implements DeviceTensor {

    static final int LANES = 16;
    /** Kernels take tiles of 8 pixels, and may read, but not use, up to two rows beyond the last picture. */
    private static final int TILE = 8;
    private static final int SLACK = 2;

    static int padded(int channels) {
        return (channels + LANES - 1) / LANES * LANES;
    }

    static Shape storageOf(Shape shape) {
        int rows = Math.multiplyExact(Math.multiplyExact(shape.n(), padded(shape.c()) / LANES), shape.h() + 2) + SLACK;
        return new Shape(1, LANES, rows, Math.max(shape.w() + 2, TILE));
    }

    @Override
    public void close() {
        storage.close();
    }
}
