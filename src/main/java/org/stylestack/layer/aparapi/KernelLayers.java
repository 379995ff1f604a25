package org.stylestack.layer.aparapi;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Resample;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/** The layer operations by Aparapi kernels, on any {@link KernelDevice}. */
public class KernelLayers implements Layers {

    private final KernelDevice device;
    private final BufferPool pool;
    private final Set<KernelTensor> live = new HashSet<>();
    private final Map<Constant, KernelTensor> constants = new HashMap<>();
    private final Map<Filter, KernelTensor> taps = new HashMap<>();
    private int scopes;
    private BooleanSupplier cancelled = () -> false;

    private record Constant(int count, float value) {}

    /** Takes the device over, and closes it with itself. */
    public KernelLayers(KernelDevice device) {
        this.device = device;
        this.pool = new BufferPool(device);
    }

    @Override
    public String device() {
        return device.name();
    }

    @Override
    public long largestTensor() {
        return device.largestBuffer();
    }

    @Override
    public MemoryUse memory() {
        return pool.memory();
    }

    @Override
    public void watch(BooleanSupplier flag) {
        this.cancelled = flag;
    }

    @Override
    public Scope scope() {
        Set<KernelTensor> before = new HashSet<>(live);
        scopes++;
        return () -> {
            scopes--;
            live.stream().filter(tensor -> tensor.isLent() && !before.contains(tensor)).toList().forEach(KernelTensor::close);
        };
    }

    @Override
    public DeviceTensor upload(Shape shape, float[] values) {
        return upload(shape, FloatBuffer.wrap(values));
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
    private KernelTensor holding(Shape shape, FloatBuffer values) {
        requireRoom(shape);
        return live(new KernelTensor(this, shape, pool.holding(values), false));
    }

    @Override
    public DeviceTensor load(Shape shape, Tensor values) {
        return holding(shape, values.values());
    }

    @Override
    public void download(DeviceTensor tensor, float[] into) {
        Pieces.check(cancelled);
        bufferOf(tensor).read(into);
    }

    @Override
    public FullyConnected load(FullyConnectedParameters parameters) {
        return new LoadedFullyConnected(this, parameters);
    }

    @Override
    public ModulatedConvolution load(ConvolutionParameters parameters, Filter filter) {
        return new LoadedConvolution(this, parameters, filter);
    }

    @Override
    public DeviceTensor normalize(DeviceTensor x) {
        KernelTensor y = allocate(x.shape());
        NormalizeKernel kernel = new NormalizeKernel();
        kernel.x = array(x);
        kernel.y = array(y);
        kernel.size = x.shape().c();
        launch(kernel, x.shape().n(), x.shape().c());
        return y;
    }

    @Override
    public DeviceTensor concatenate(DeviceTensor a, DeviceTensor b) {
        return concatenate(a, b, 1);
    }

    /** [a, strength · b] along the channels; where b has one sample, all of a's share it. */
    DeviceTensor concatenate(DeviceTensor a, DeviceTensor b, float strength) {
        Shape shape = a.shape();
        int bChannels = b.shape().c();
        KernelTensor y = allocate(new Shape(shape.n(), shape.c() + bChannels, shape.h(), shape.w()));
        ConcatenateKernel kernel = new ConcatenateKernel();
        kernel.a = array(a);
        kernel.b = array(b);
        kernel.y = array(y);
        kernel.aChannels = shape.c();
        kernel.bChannels = bChannels;
        kernel.pixels = shape.h() * shape.w();
        kernel.bStride = b.shape().n() == 1 ? 0 : bChannels * kernel.pixels;
        kernel.strength = strength;
        launch(kernel, shape.n() * (shape.c() + bChannels), kernel.pixels);
        return y;
    }

    @Override
    public DeviceTensor add(DeviceTensor a, DeviceTensor b) {
        KernelTensor y = allocate(a.shape());
        AddKernel kernel = new AddKernel();
        kernel.a = array(a);
        kernel.b = array(b);
        kernel.y = array(y);
        kernel.count = Math.toIntExact(a.shape().count());
        launch(kernel, (kernel.count + AddKernel.RUN - 1) / AddKernel.RUN, AddKernel.RUN);
        return y;
    }

    @Override
    public DeviceTensor blendPairs(DeviceTensor x, DeviceTensor mask) {
        Shape shape = x.shape();
        KernelTensor y = allocate(shape);
        BlendPairsKernel kernel = new BlendPairsKernel();
        kernel.x = array(x);
        kernel.mask = array(mask);
        kernel.y = array(y);
        kernel.channels = shape.c();
        kernel.height = shape.h();
        kernel.width = shape.w();
        launch(kernel, shape.n() * shape.c() * shape.h(), 3L * shape.w());
        return y;
    }

    @Override
    public DeviceTensor upsampleAndAdd(DeviceTensor below, Filter filter, DeviceTensor own) {
        try (DeviceTensor upsampled = resample(below, filter, Resample.doubling(filter.height(), filter.width()))) {
            return add(own, upsampled);
        }
    }

    @Override
    public DeviceTensor resample(DeviceTensor x, Filter filter, Resample resample) {
        Shape shape = resample.outputOf(x.shape(), filter.height(), filter.width());
        KernelTensor y = allocate(shape);
        ResampleKernel kernel = new ResampleKernel();
        kernel.x = array(x);
        kernel.taps = array(taps(filter, resample.gain()));
        kernel.y = array(y);
        kernel.inHeight = x.shape().h();
        kernel.inWidth = x.shape().w();
        kernel.outHeight = shape.h();
        kernel.outWidth = shape.w();
        kernel.filterHeight = filter.height();
        kernel.filterWidth = filter.width();
        kernel.upX = resample.upX();
        kernel.upY = resample.upY();
        kernel.downX = resample.downX();
        kernel.downY = resample.downY();
        kernel.left = resample.padding().left();
        kernel.top = resample.padding().top();
        int divisor = greatestCommonDivisor(resample.upX(), resample.downX());
        kernel.outStep = resample.upX() / divisor;
        kernel.inStep = resample.downX() / divisor;
        launch(kernel, shape.n() * shape.c() * shape.h(), (long) shape.w() * filter.height() * filter.width());
        return y;
    }

    @Override
    public DeviceTensor biasActivation(DeviceTensor x, DeviceTensor noise, float strength, DeviceTensor bias, Activation activation) {
        Shape shape = x.shape();
        KernelTensor y = allocate(shape);
        BiasActivationKernel kernel = new BiasActivationKernel();
        kernel.x = array(x);
        kernel.bias = array(bias == null ? constant(shape.c(), 0) : bias);
        kernel.noise = noise == null ? kernel.bias : array(noise);
        kernel.y = array(y);
        kernel.channels = shape.c();
        kernel.height = shape.h();
        kernel.width = shape.w();
        kernel.noiseStride = noise == null || noise.shape().n() == 1 ? 0 : shape.h() * shape.w();
        kernel.strength = noise == null ? 0 : strength;
        kernel.function = activation.function().ordinal();
        kernel.alpha = activation.alpha();
        kernel.gain = activation.gain();
        kernel.clamp = activation.clamp();
        launch(kernel, shape.n() * shape.c() * shape.h(), 4L * shape.w());
        return y;
    }

    @Override
    public void close() {
        live.clear();
        pool.close();
        device.close();
    }

    // -- For the loaded layers, and for runtimes that replace some of the kernels --

    /** Runs a kernel on items 0 to {@code items - 1}; see {@link KernelDevice#launch}. */
    public void launch(LayerKernel kernel, int items, long workPerItem) {
        try {
            device.launch(kernel, items, workPerItem, cancelled);
        } finally {
            kernel.dispose();
        }
    }

    /** A tensor of unknown contents: in a buffer of the pool within a {@link #scope}, and in one of its own outside of any. */
    public KernelTensor allocate(Shape shape) {
        return scopes == 0 ? reserve(shape) : tensor(shape, true);
    }

    /** A tensor of unknown contents that no scope frees, in a buffer of exactly its size. */
    public KernelTensor reserve(Shape shape) {
        return tensor(shape, false);
    }

    /** Like {@link #upload(Shape, float[])}, for what no scope frees. */
    public DeviceTensor reserve(Shape shape, float[] values) {
        return holding(shape, FloatBuffer.wrap(values));
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

    /** A tensor in a buffer of the device that somebody else closes. */
    public KernelTensor in(Shape shape, Buffer buffer) {
        return live(new KernelTensor(this, shape, buffer, false));
    }

    private KernelTensor live(KernelTensor tensor) {
        live.add(tensor);
        return tensor;
    }

    /** Like {@link #upload(Shape, float[])}, without a copy in Java where the file stores the numbers as the device wants them. */
    public DeviceTensor upload(Shape shape, Tensor values) {
        return upload(shape, values.values());
    }

    /** A tensor for kernels to read, without a copy where the device can read what the file maps. No scope frees it. */
    public DeviceTensor over(Shape shape, Tensor values) {
        return live(new KernelTensor(this, shape, pool.over(values.values()), false));
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

    /** What a kernel's field holds to mean a tensor of this class. */
    public static float[] array(DeviceTensor tensor) {
        return bufferOf(tensor).array();
    }

    /** Throws a CancellationException where the watched flag is set. */
    public void checkCancelled() {
        Pieces.check(cancelled);
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

    private static Buffer bufferOf(DeviceTensor tensor) {
        return ((KernelTensor) tensor).buffer();
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
