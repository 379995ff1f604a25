package org.stylestack.layer.opencl;

import static org.stylestack.layer.aparapi.KernelLayers.array;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.AffineLayers;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Resample;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.aparapi.KernelTensors;
import org.stylestack.layer.opencl.CpuLayouts.Borrowed;

/**
 * The layer operations on an OpenCL CPU device: the tuned kernels of the folder {@code opencl/} where there is one, the
 * translated Aparapi kernels elsewhere. Feature maps between tuned layers are {@link VectorTensor}s; whatever else comes
 * is converted.
 */
final class CpuLayers implements Layers {

    /** Multiply-adds of a piece: some tens of milliseconds of a few cores. */
    static final long PIECE = 1L << 33;

    /** Of {@code opencl/layer_cpu.cl}: lines of sixteen. */
    private static final int TICKETS = (2 * CpuConvolution.PHASES + 1) * 16;
    /** Numbers that an item copies. */
    private static final int COPIED = 1 << 12;

    static final Program VECTORS = new Program("vectors_cpu");
    static final Program TO_RGB = new Program("to_rgb_cpu");

    private final OpenClSession session;
    private final Tuning tuning;
    private final Precision precision;
    private final KernelLayers general;
    private final CpuLayouts layouts = new CpuLayouts(this);
    private Optional<DeviceTensor> tickets = Optional.empty();

    CpuLayers(OpenClSession session, Tuning tuning, Precision precision) {
        this.session = session;
        this.tuning = tuning;
        this.precision = precision;
        this.general = new KernelLayers(new ResidentOpenCl(session));
        session.loadEarly(programs());
    }

    /** Those of an image, about as they come to be used. */
    private static List<Program> programs() {
        List<Program> programs = new ArrayList<>(List.of(VECTORS, PackedWeights.PACK, CpuConvolution.DIRECT, TO_RGB,
                CpuUpConvolution.WINOGRAD_UP));
        programs.addAll(CpuPlainConvolution.programs());
        return programs;
    }

    @Override
    public FullyConnected load(FullyConnectedParameters parameters) {
        return CpuFullyConnected.serves(parameters) ? new CpuFullyConnected(this, parameters) : general.load(parameters);
    }

    @Override
    public AffineLayers loadAffine(List<ConvolutionParameters> modulated) {
        return new CpuAffineLayers(this, modulated);
    }

    @Override
    public ModulatedConvolution load(ConvolutionParameters parameters, Filter filter) {
        if (CpuConvolution.serves(parameters, filter)) {
            return CpuConvolution.of(this, parameters, filter);
        }
        if (CpuToRgb.serves(parameters)) {
            return new CpuToRgb(this, parameters, filter);
        }
        return layouts.onPlain(general.load(parameters, filter));
    }

    /** A copy made by a kernel. */
    @Override
    public DeviceTensor load(Shape shape, Tensor values) {
        DeviceTensor copy = tensors().reserve(shape);
        copy(values, copy);
        return copy;
    }

    /** Has a kernel copy the numbers; the host does not wait for it. */
    void copy(Tensor values, DeviceTensor to) {
        int size = Math.toIntExact(values.count());
        try (DeviceTensor stored = tensors().over(to.shape(), values)) {
            launch(this, VECTORS, "copy", (size + COPIED - 1) / COPIED, COPIED, stored, to, size);
        }
    }

    @Override
    public DeviceTensor normalize(DeviceTensor x) {
        int size = x.shape().c();
        DeviceTensor y = general.allocate(x.shape());
        launch(this, VECTORS, "normalize_vectors", x.shape().n(), 2L * size, x, y, size);
        return y;
    }

    @Override
    public DeviceTensor upsampleAndAdd(DeviceTensor below, Filter filter, DeviceTensor own) {
        if (filter.height() != 4 || filter.width() != 4) {
            return general.upsampleAndAdd(below, filter, own);
        }
        Shape shape = own.shape();
        DeviceTensor sum = general.allocate(shape);
        try (Borrowed plainBelow = layouts.plain(below); Borrowed plainOwn = layouts.plain(own)) {
            launch(this, TO_RGB, "upsample_add", (long) shape.n() * shape.c() * shape.h(), 8L * shape.w(), plainOwn.tensor(),
                    plainBelow.tensor(), taps(filter), sum, shape.h() / 2, shape.w() / 2);
        }
        return sum;
    }

    @Override
    public DeviceTensor blendPairs(DeviceTensor x, DeviceTensor mask) {
        if (!(x instanceof VectorTensor vectors)) {
            return general.blendPairs(x, mask);
        }
        Shape shape = x.shape();
        VectorTensor y = allocateVectors(shape);
        int blocks = VectorTensor.padded(shape.c()) / VectorTensor.LANES;
        launch(this, CpuLayouts.LAYOUT, "blend_pairs", (long) shape.n() * blocks * (shape.h() + 2), 48L * shape.w(), vectors.storage(),
                mask, y.storage(), blocks, shape.h(), shape.w());
        return y;
    }

    // -- For the tuned layers --

    OpenClSession session() {
        return session;
    }

    KernelTensors tensors() {
        return general.tensors();
    }

    CpuLayouts layouts() {
        return layouts;
    }

    /** How a layer is computed for an input. */
    CpuPlan plan(ConvolutionParameters parameters, Shape in) {
        LayerShape shape = LayerShape.of(parameters, in, precision);
        return tuning.choice(shape.key()).map(choice -> CpuPlan.of(choice, shape)).orElseGet(() -> CpuPlan.byDefault(shape));
    }

    /** The counters of {@code opencl/layer_cpu.cl}, which every launch leaves at zero. */
    DeviceTensor tickets() {
        if (tickets.isEmpty()) {
            tickets = Optional.of(tensors().holding(Shape.vectors(1, TICKETS), FloatBuffer.allocate(TICKETS)));
        }
        return tickets.get();
    }

    /** A plain tensor of unknown contents. */
    DeviceTensor allocate(Shape shape) {
        return general.allocate(shape);
    }

    /** A feature map of unknown contents, its border too. */
    VectorTensor allocateVectors(Shape shape) {
        return new VectorTensor(shape, general.allocate(VectorTensor.storageOf(shape)));
    }

    /** The taps of a filter that doubles a picture, mirrored; they stay on the device. */
    DeviceTensor taps(Filter filter) {
        return tensors().taps(filter, 4);
    }

    /**
     * Queues a kernel of a file of the folder {@code opencl/}, in pieces where it is long, so that a cancellation is heeded within
     * it; tensors, Integers and Floats are its arguments.
     *
     * @param user who launches it with mostly the same arguments
     */
    void launch(Object user, Program program, String kernel, long items, long workPerItem, Object... arguments) {
        // Of no fewer items than compute units: workers, one for each, share their work by a counter.
        long piece = Math.max(session.device().computeUnits(), PIECE / Math.max(1, workPerItem));
        Object[] values = new Object[arguments.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = arguments[k] instanceof DeviceTensor tensor ? array(tensor) : arguments[k];
        }
        UserKernel compiled = session.kernel(program, kernel, user);
        for (long first = 0; first < items; first += piece) {
            general.checkCancelled();
            long count = Math.min(piece, items - first);
            session.setArguments(compiled, values);
            session.launch(compiled, first, Range.of(count, 1), count * workPerItem);
        }
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

    /** What they have touched of their memory, the next smaller or larger maps find touched. */
    @Override
    public void expect(Shape input, Shape output) {
        try (DeviceTensor in = general.allocate(VectorTensor.storageOf(input));
                DeviceTensor out = general.allocate(VectorTensor.storageOf(output))) {
            // The pool keeps both.
        }
    }

    @Override
    public long scratch(ConvolutionParameters layer) {
        return CpuConvolution.scratch(layer, session.device().computeUnits());
    }

    @Override
    public DeviceTensor upload(Shape shape, float[] values) {
        return general.upload(shape, values);
    }

    @Override
    public void download(DeviceTensor tensor, float[] into) {
        try (Borrowed plain = layouts.plain(tensor)) {
            general.download(plain.tensor(), into);
        }
    }

    @Override
    public DeviceTensor concatenate(DeviceTensor a, DeviceTensor b) {
        try (Borrowed first = layouts.plain(a); Borrowed second = layouts.plain(b)) {
            return general.concatenate(first.tensor(), second.tensor());
        }
    }

    @Override
    public DeviceTensor add(DeviceTensor a, DeviceTensor b) {
        try (Borrowed first = layouts.plain(a); Borrowed second = layouts.plain(b)) {
            return general.add(first.tensor(), second.tensor());
        }
    }

    @Override
    public DeviceTensor resample(DeviceTensor x, Filter filter, Resample resample) {
        try (Borrowed plain = layouts.plain(x)) {
            return general.resample(plain.tensor(), filter, resample);
        }
    }

    @Override
    public DeviceTensor biasActivation(DeviceTensor x, DeviceTensor noise, float strength, DeviceTensor bias, Activation activation) {
        try (Borrowed plain = layouts.plain(x)) {
            return general.biasActivation(plain.tensor(), noise, strength, bias, activation);
        }
    }

    @Override
    public void close() {
        general.close();
    }
}
