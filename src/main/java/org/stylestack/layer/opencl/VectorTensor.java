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
    /** Kernels may read, but not use, some vectors beyond the last row. */
    private static final int SLACK = 4 * LANES;

    static int padded(int channels) {
        return (channels + LANES - 1) / LANES * LANES;
    }

    static Shape storageOf(Shape shape) {
        long numbers = (long) shape.n() * padded(shape.c()) * (shape.h() + 2) * (shape.w() + 2) + SLACK;
        return Shape.vectors(1, Math.toIntExact(numbers));
    }

    @Override
    public void close() {
        storage.close();
    }
}
