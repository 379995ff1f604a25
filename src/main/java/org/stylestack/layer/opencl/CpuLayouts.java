package org.stylestack.layer.opencl;

import java.util.Optional;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/** Gives tensors the layout that a kernel reads: that of {@link VectorTensor}, or the plain one of other families' kernels. */
final class CpuLayouts {

    static final Program LAYOUT = new Program("layout_cpu");

    private final CpuLayers layers;

    CpuLayouts(CpuLayers layers) {
        this.layers = layers;
    }

    /** A tensor in another layout for the time of one operation: a copy to close, or the tensor itself. */
    record Borrowed(DeviceTensor tensor, boolean copied) implements AutoCloseable {
        @Override
        public void close() {
            if (copied) {
                tensor.close();
            }
        }
    }

    Borrowed plain(DeviceTensor tensor) {
        if (!(tensor instanceof VectorTensor vectors)) {
            return new Borrowed(tensor, false);
        }
        Shape shape = vectors.shape();
        DeviceTensor plain = layers.allocate(shape);
        layers.launch(this, LAYOUT, "to_plain", (long) shape.n() * shape.c() * shape.h(), shape.w(), vectors.storage(), plain, shape.c(),
                shape.h(), shape.w());
        return new Borrowed(plain, true);
    }

    Borrowed vectors(DeviceTensor tensor) {
        if (tensor instanceof VectorTensor) {
            return new Borrowed(tensor, false);
        }
        Shape shape = tensor.shape();
        VectorTensor vectors = layers.allocateVectors(shape);
        int blocks = VectorTensor.padded(shape.c()) / VectorTensor.LANES;
        layers.launch(this, LAYOUT, "to_vectors", (long) shape.n() * blocks * (shape.h() + 2), shape.w(), tensor, vectors.storage(),
                shape.c(), shape.h(), shape.w());
        return new Borrowed(vectors, true);
    }

    /** Styles N×C with zeros up to a multiple of 16 channels. */
    Borrowed paddedStyle(DeviceTensor style) {
        Shape shape = style.shape();
        int padded = VectorTensor.padded(shape.c());
        if (padded == shape.c()) {
            return new Borrowed(style, false);
        }
        DeviceTensor copy = layers.allocate(Shape.vectors(shape.n(), padded));
        layers.launch(this, CpuLayers.VECTORS, "pad", (long) shape.n() * padded, 1, style, copy, shape.c(), padded);
        return new Borrowed(copy, true);
    }

    /** A layer that reads plain maps, for maps of whatever layout. */
    ModulatedConvolution onPlain(ModulatedConvolution layer) {
        return new ModulatedConvolution() {
            @Override
            public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
                try (Borrowed plain = plain(x)) {
                    return layer.apply(plain.tensor(), style, noise);
                }
            }

            @Override
            public void close() {
                layer.close();
            }
        };
    }
}
