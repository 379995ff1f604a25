package org.stylestack.layer.jvm;

import static org.stylestack.layer.aparapi.KernelLayers.array;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Resample;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelDevice;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.aparapi.LayerKernel;
import org.stylestack.layer.aparapi.ProfiledDevice;

/**
 * The layer operations on the JVM's threads: kernels in Java alone, in loops that C2 vectorises, where there is one, the
 * definitions elsewhere. All tensors are those of the definitions.
 */
public final class JvmLayers implements Layers {

    /** The part of the heap, an eighth, that threads' scratch may take before it is needed. */
    private static final int MOST_OF_HEAP = 8;

    private final int threads;
    private final Precision precision;
    private final KernelLayers general;
    private final Scratch.Pool pool = new Scratch.Pool();

    public JvmLayers(LayerOptions options) {
        this.threads = options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
        this.precision = options.precision();
        KernelDevice device = new JavaThreads(threads);
        options.profile().ifPresent(profile -> profile.setLimits(new JvmLimits(device, threads).measure()));
        boolean profiled = options.profile().isPresent();
        this.general = new KernelLayers(profiled ? new ProfiledDevice(device, options.profile().get()) : device);
    }

    @Override
    public FullyConnected load(FullyConnectedParameters parameters) {
        boolean serves = parameters.activation().isLeaky() && Float.isInfinite(parameters.activation().clamp());
        return serves ? new JvmFullyConnected(this, parameters) : general.load(parameters);
    }

    @Override
    public ModulatedConvolution load(ConvolutionParameters parameters, Filter filter) {
        return JvmConvolution.serves(parameters, filter) ? new JvmConvolution(this, parameters, filter) : general.load(parameters, filter);
    }

    @Override
    public DeviceTensor upsampleAndAdd(DeviceTensor below, Filter filter, DeviceTensor own) {
        if (filter.height() != 4 || filter.width() != 4) {
            return general.upsampleAndAdd(below, filter, own);
        }
        Shape shape = below.shape();
        DeviceTensor sum = general.allocate(own.shape());
        Upsampling upsampling = new Upsampling(array(below), filter, shape.h(), shape.w());
        UpsampleAddKernel kernel = new UpsampleAddKernel(upsampling, array(own), array(sum), 2 * shape.h(), 2 * shape.w());
        launch(kernel, shape.n() * shape.c(), 16L * shape.h() * shape.w());
        return sum;
    }

    // -- For the tuned layers --

    int threads() {
        return threads;
    }

    Precision precision() {
        return precision;
    }

    Scratch.Pool pool() {
        return pool;
    }

    /** Makes room for what all threads work on; see {@link Scratch.Pool#prepare}. Where that is much of the heap, threads make it as they need it. */
    void prepare(int planes, int rows) {
        if (threads * Scratch.planesSize(planes, rows) <= Runtime.getRuntime().maxMemory() / MOST_OF_HEAP) {
            inRoom(() -> {
                pool.prepare(threads, planes, rows);
                return null;
            });
        }
    }

    /** Makes something large; where the heap is full that is said as launches say it, so that other ways are tried. */
    <T> T inRoom(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (OutOfMemoryError e) {
            pool.clear();
            throw new DeviceMemoryException(device() + ": the Java heap has no room for what its threads need; give Java more memory (-Xmx)", e);
        }
    }

    DeviceTensor allocate(Shape shape) {
        return general.allocate(shape);
    }

    void launch(LayerKernel kernel, int items, long workPerItem) {
        general.launch(kernel, items, workPerItem);
    }

    // -- By the definitions --

    @Override
    public String device() {
        return general.device();
    }

    @Override
    public long largestTensor() {
        return Math.min(LARGEST_ON_PROCESSORS, general.largestTensor());
    }

    @Override
    public MemoryUse memory() {
        return general.memory();
    }

    @Override
    public void watch(BooleanSupplier cancelled) {
        general.watch(cancelled);
    }

    @Override
    public Scope scope() {
        return general.scope();
    }

    /** Two of the size of the output, which the last layer reads, too: what smaller maps have touched of them, larger ones find touched. */
    @Override
    public void expect(Shape input, Shape output) {
        try (DeviceTensor read = general.allocate(output)) {
            // Either may take a while where the system hands out memory slowly.
            general.checkCancelled();
            try (DeviceTensor written = general.allocate(output)) {
                // The pool keeps both.
            }
        }
    }

    @Override
    public long scratch(ConvolutionParameters layer) {
        return threads * JvmConvolution.scratch(layer);
    }

    @Override
    public DeviceTensor load(Shape shape, Tensor values) {
        return general.load(shape, values);
    }

    @Override
    public DeviceTensor upload(Shape shape, float[] values) {
        return general.upload(shape, values);
    }

    @Override
    public void download(DeviceTensor tensor, float[] into) {
        general.download(tensor, into);
    }

    @Override
    public DeviceTensor normalize(DeviceTensor x) {
        return general.normalize(x);
    }

    @Override
    public DeviceTensor concatenate(DeviceTensor a, DeviceTensor b) {
        return general.concatenate(a, b);
    }

    @Override
    public DeviceTensor add(DeviceTensor a, DeviceTensor b) {
        return general.add(a, b);
    }

    @Override
    public DeviceTensor blendPairs(DeviceTensor x, DeviceTensor mask) {
        return general.blendPairs(x, mask);
    }

    @Override
    public DeviceTensor resample(DeviceTensor x, Filter filter, Resample resample) {
        return general.resample(x, filter, resample);
    }

    @Override
    public DeviceTensor biasActivation(DeviceTensor x, DeviceTensor noise, float strength, DeviceTensor bias, Activation activation) {
        return general.biasActivation(x, noise, strength, bias, activation);
    }

    @Override
    public void close() {
        general.close();
    }
}
