package org.stylestack.layer.aparapi;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Resample;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/** The layer operations by Aparapi kernels, on any {@link KernelDevice}; buffers are pooled by size. */
public class KernelLayers implements Layers {

    private final KernelDevice device;
    private final Map<Integer, Deque<Buffer>> free = new HashMap<>();
    private final Set<Buffer> all = new HashSet<>();
    private final Set<KernelTensor> live = new HashSet<>();
    private final Set<Buffer> kept = new HashSet<>();
    private final Map<Integer, Buffer> ones = new HashMap<>();
    private final Map<Filter, KernelTensor> taps = new HashMap<>();
    private BooleanSupplier cancelled = () -> false;

    /** Takes the device over, and closes it with itself. */
    public KernelLayers(KernelDevice device) {
        this.device = device;
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
    public void watch(BooleanSupplier flag) {
        this.cancelled = flag;
    }

    @Override
    public Scope scope() {
        Set<KernelTensor> before = new HashSet<>(live);
        return () -> {
            List<KernelTensor> since = live.stream()
                    .filter(tensor -> !before.contains(tensor) && !kept.contains(tensor.buffer())).toList();
            since.forEach(KernelTensor::close);
        };
    }

    @Override
    public KernelTensor upload(Shape shape, float[] values) {
        KernelTensor tensor = allocate(shape);
        tensor.buffer().write(values);
        return tensor;
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
        try (DeviceTensor none = bias == null ? upload(Shape.vectors(1, shape.c()), new float[shape.c()]) : null) {
            BiasActivationKernel kernel = new BiasActivationKernel();
            kernel.x = array(x);
            kernel.bias = array(bias == null ? none : bias);
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
        }
        return y;
    }

    @Override
    public void close() {
        all.forEach(Buffer::close);
        all.clear();
        live.clear();
        kept.clear();
        free.clear();
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

    /** A tensor of unknown contents. */
    public KernelTensor allocate(Shape shape) {
        if (shape.count() > device.largestBuffer()) {
            throw new DeviceException(device.name() + ": a tensor of " + shape + " has more than the " + device.largestBuffer()
                    + " numbers that the device holds in one buffer; lower the batch size");
        }
        KernelTensor tensor = new KernelTensor(this, shape, buffer((int) shape.count()));
        live.add(tensor);
        return tensor;
    }

    /** The buffer of n ones that stand for "no style" and "no demodulation". */
    float[] ones(int count) {
        return ones.computeIfAbsent(count, n -> {
            float[] values = new float[n];
            Arrays.fill(values, 1);
            Buffer buffer = buffer(n);
            buffer.write(values);
            return buffer;
        }).array();
    }

    /** The taps of a filter as the kernels want them: mirrored, times a gain. They stay on the device. */
    public DeviceTensor taps(Filter filter, float gain) {
        return taps.computeIfAbsent(filter.mirrored().times(gain),
                mirrored -> keep(upload(new Shape(1, 1, mirrored.height(), mirrored.width()), mirrored.taps())));
    }

    /** Keeps a tensor when the scope closes in which it was made; closing it frees it for good. */
    public <T extends DeviceTensor> T keep(T tensor) {
        kept.add(bufferOf(tensor));
        return tensor;
    }

    /** What a kernel's field holds to mean a tensor of this class. */
    public static float[] array(DeviceTensor tensor) {
        return bufferOf(tensor).array();
    }

    /** Throws a CancellationException where the watched flag is set. */
    public void checkCancelled() {
        Pieces.check(cancelled);
    }

    /** Gives a tensor's buffer back to the pool, once. */
    void release(KernelTensor tensor) {
        if (live.remove(tensor)) {
            kept.remove(tensor.buffer());
            free.computeIfAbsent(tensor.buffer().size(), size -> new ArrayDeque<>()).push(tensor.buffer());
        }
    }

    // -- Buffers --

    private static Buffer bufferOf(DeviceTensor tensor) {
        return ((KernelTensor) tensor).buffer();
    }

    private Buffer buffer(int size) {
        Deque<Buffer> waiting = free.get(size);
        if (waiting != null && !waiting.isEmpty()) {
            return waiting.pop();
        }
        Buffer buffer;
        try {
            buffer = device.allocate(size);
        } catch (DeviceException full) {
            free.values().forEach(buffers -> buffers.forEach(unused -> {
                all.remove(unused);
                unused.close();
            }));
            free.clear();
            buffer = device.allocate(size);
        }
        all.add(buffer);
        return buffer;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
