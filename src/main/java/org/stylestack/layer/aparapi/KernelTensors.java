package org.stylestack.layer.aparapi;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/** The tensors of one device, and how long they live: until they are closed, or a {@link #scope} is in which they were made. */
public final class KernelTensors implements AutoCloseable {

    private final KernelDevice device;
    private final BufferPool pool;
    private final Set<KernelTensor> live = new HashSet<>();
    private final Map<Constant, KernelTensor> constants = new HashMap<>();
    private final Map<Filter, KernelTensor> taps = new HashMap<>();
    private int scopes;

    private record Constant(int count, float value) {}

    KernelTensors(KernelDevice device) {
        this.device = device;
        this.pool = new BufferPool(device);
    }

    MemoryUse memory() {
        return pool.memory();
    }

    /** See {@link Layers#scope}. */
    Layers.Scope scope() {
        Set<KernelTensor> before = new HashSet<>(live);
        scopes++;
        return () -> {
            scopes--;
            live.stream().filter(tensor -> tensor.isLent() && !before.contains(tensor)).toList().forEach(KernelTensor::close);
        };
    }

    /** A tensor of unknown contents: in a buffer of the pool within a {@link #scope}, and in one of its own outside of any. */
    KernelTensor allocate(Shape shape) {
        return scopes == 0 ? reserve(shape) : tensor(shape, true);
    }

    /** A tensor of unknown contents that no scope frees, in a buffer of exactly its size. */
    public KernelTensor reserve(Shape shape) {
        return tensor(shape, false);
    }

    private KernelTensor tensor(Shape shape, boolean lent) {
        requireRoom(shape);
        int size = (int) shape.count();
        return live(new KernelTensor(this, shape, lent ? pool.lend(size) : pool.make(size), lent));
    }

    private void requireRoom(Shape shape) {
        if (shape.count() > device.largestBuffer()) {
            throw new DeviceMemoryException(device.name() + ": a tensor of " + shape + " has more than the " + device.largestBuffer()
                    + " numbers that the device holds in one buffer; lower the batch size");
        }
    }

    /** See {@link Layers#upload}. */
    KernelTensor upload(Shape shape, float[] values) {
        return upload(shape, FloatBuffer.wrap(values));
    }

    /** The same, without a copy in Java where the file stores the numbers as the device wants them. */
    public KernelTensor upload(Shape shape, Tensor values) {
        return upload(shape, values.values());
    }

    private KernelTensor upload(Shape shape, FloatBuffer values) {
        if (scopes == 0) {
            return holding(shape, values);
        }
        KernelTensor tensor = allocate(shape);
        tensor.buffer().write(values);
        return tensor;
    }

    /** A tensor with these numbers that no scope frees. */
    public KernelTensor holding(Shape shape, FloatBuffer values) {
        requireRoom(shape);
        return live(new KernelTensor(this, shape, pool.holding(values), false));
    }

    /** A tensor for kernels to read, without a copy where the device can read what the file maps. No scope frees it. */
    public KernelTensor over(Shape shape, Tensor values) {
        return live(new KernelTensor(this, shape, pool.over(values.values()), false));
    }

    /** A tensor in a buffer of the device that somebody else closes. */
    public KernelTensor in(Shape shape, Buffer buffer) {
        return live(new KernelTensor(this, shape, buffer, false));
    }

    /** So many times the same number, as ones stand for "no style" and "no demodulation". They stay on the device. */
    public DeviceTensor constant(int count, float value) {
        return constants.computeIfAbsent(new Constant(count, value), constant -> {
            float[] values = new float[count];
            Arrays.fill(values, value);
            return holding(Shape.vectors(1, count), FloatBuffer.wrap(values));
        });
    }

    /** The taps of a filter as the kernels want them: mirrored, times a gain. They stay on the device. */
    public DeviceTensor taps(Filter filter, float gain) {
        return taps.computeIfAbsent(filter.mirrored().times(gain), mirrored ->
                holding(new Shape(1, 1, mirrored.height(), mirrored.width()), FloatBuffer.wrap(mirrored.taps())));
    }

    private KernelTensor live(KernelTensor tensor) {
        live.add(tensor);
        return tensor;
    }

    /** Ends a tensor, once. */
    void release(KernelTensor tensor) {
        if (live.remove(tensor)) {
            if (tensor.isLent()) {
                pool.takeBack(tensor.buffer());
            } else {
                pool.free(tensor.buffer());
            }
        }
    }

    /** Frees all that live. */
    @Override
    public void close() {
        live.clear();
        pool.close();
    }
}
