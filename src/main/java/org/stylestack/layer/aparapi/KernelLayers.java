package org.stylestack.layer.aparapi;

import java.util.function.BooleanSupplier;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
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
    private final KernelTensors tensors;
    private BooleanSupplier cancelled = () -> false;

    /** Takes the device over, and closes it with itself. */
    public KernelLayers(KernelDevice device) {
        this.device = device;
        this.tensors = new KernelTensors(device);
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
        return tensors.memory();
    }

    @Override
    public void watch(BooleanSupplier flag) {
        this.cancelled = flag;
    }

    @Override
    public Scope scope() {
        return tensors.scope();
    }

    @Override
    public DeviceTensor upload(Shape shape, float[] values) {
        return tensors.upload(shape, values);
    }

    @Override
    public DeviceTensor load(Shape shape, Tensor values) {
        return tensors.holding(shape, values.values());
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
        kernel.taps = array(tensors.taps(filter, resample.gain()));
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
        kernel.bias = array(bias == null ? tensors.constant(shape.c(), 0) : bias);
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
        tensors.close();
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

    /** See {@link KernelTensors#allocate}. */
    public KernelTensor allocate(Shape shape) {
        return tensors.allocate(shape);
    }

    /** Other ways to make tensors of this device. */
    public KernelTensors tensors() {
        return tensors;
    }

    /** What a kernel's field holds to mean a tensor of this class. */
    public static float[] array(DeviceTensor tensor) {
        return bufferOf(tensor).array();
    }

    /** Throws a CancellationException where the watched flag is set. */
    public void checkCancelled() {
        Pieces.check(cancelled);
    }

    private static Buffer bufferOf(DeviceTensor tensor) {
        return ((KernelTensor) tensor).buffer();
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
