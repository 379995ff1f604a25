package org.stylestack.layer.opencl;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;
import org.stylestack.layer.opencl.CpuLayouts.Borrowed;

/** A modulated 3×3 convolution on a processor: what {@linkplain CpuPlainConvolution plain} and {@linkplain CpuUpConvolution up} layers share. */
abstract class CpuConvolution implements ModulatedConvolution {

    static final int ROWS = CpuPlan.ROWS;
    /** A direct convolution takes so many pixels at once. */
    static final int BAND = 16 * ROWS;
    static final int STRIP = 64;
    /** Numbers between the planes of a worker's scratch, over what they hold. */
    static final int PAD = 80;
    /**
     * Numbers of all workers' scratch for a sample, 128 MB: what the usual layers take of more than thirty workers, and no more than the
     * last maps of 1024×1024, whose room serves for it.
     */
    private static final int MOST_SCRATCH = 1 << 25;
    static final Program DIRECT = new Program("direct_cpu");
    /** Of {@code opencl/layer_cpu.cl}. */
    static final int MAIN_PHASE = 1;
    static final int PHASES = 3;

    final CpuLayers layers;
    final ConvolutionParameters parameters;
    final PackedWeights packed;
    final DeviceTensor bias;
    private final Optional<DeviceTensor> energy;
    private Optional<DeviceTensor> direct = Optional.empty();
    private final Map<Shape, CpuPlan> plans = new HashMap<>();

    /**
     * What a layer computes with.
     *
     * @param in           the input's shape
     * @param from         the input, in the layout of a {@link VectorTensor}
     * @param styles       N×inputs, padded
     * @param demodulation N×outputs, padded, to be filled
     * @param out          the output's shape
     */
    record Given(Shape in, DeviceTensor from, DeviceTensor styles, DeviceTensor demodulation, Optional<DeviceTensor> noise, Shape out) {}

    static boolean serves(ConvolutionParameters parameters, Filter filter) {
        boolean plain = parameters.resampling() == Resampling.NONE;
        boolean up = parameters.resampling() == Resampling.UP && filter.height() == 4 && filter.width() == 4
                && filter.factors().isPresent();
        return parameters.kernelSize() == 3 && (plain || up) && parameters.affine().isPresent()
                && !parameters.hasConcatenatedNoise() && parameters.activation().isLeaky();
    }

    static CpuConvolution of(CpuLayers layers, ConvolutionParameters parameters, Filter filter) {
        return parameters.resampling() == Resampling.UP ? new CpuUpConvolution(layers, parameters, filter)
                : new CpuPlainConvolution(layers, parameters);
    }

    /** The most bytes of the tiles in work, and of what an up layer still has to filter, whatever the plan; of dozens of samples somewhat more. */
    static long scratch(ConvolutionParameters parameters, int computeUnits) {
        return Float.BYTES * (parameters.resampling() == Resampling.UP ? CpuUpConvolution.mostScratch(parameters, computeUnits)
                : CpuPlainConvolution.mostScratch(parameters, computeUnits));
    }

    CpuConvolution(CpuLayers layers, ConvolutionParameters parameters) {
        this.layers = layers;
        this.parameters = parameters;
        this.packed = new PackedWeights(layers, parameters);
        this.energy = parameters.demodulate() ? Optional.of(packed.energy()) : Optional.empty();
        float[] biases = new float[packed.outputs()];
        parameters.bias().ifPresent(tensor -> System.arraycopy(tensor.floats(), 0, biases, 0, parameters.outputs()));
        this.bias = layers.upload(Shape.vectors(1, biases.length), biases);
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        VectorTensor out = layers.allocateVectors(output(x.shape()));
        compute(x, style, noise, given -> compute(given, out));
        return out;
    }

    @Override
    public void prepare(Shape input) {
        CpuPlan plan = plan(input);
        if (plan.winograd()) {
            winogradWeights(plan);
        } else {
            directWeights();
        }
    }

    abstract DeviceTensor winogradWeights(CpuPlan plan);

    /** The output's shape. */
    abstract Shape output(Shape in);

    /** Fills the output, with a border of zeros. */
    abstract void compute(Given given, VectorTensor out);

    /** Makes ready what a layer computes with, and frees it afterwards. */
    void compute(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise, Consumer<Given> computation) {
        Shape in = x.shape();
        try (Borrowed vectors = layers.layouts().vectors(x);
                Borrowed styles = layers.layouts().paddedStyle(style.orElseThrow());
                DeviceTensor demodulation = layers.allocate(Shape.vectors(in.n(), packed.outputs()))) {
            computation.accept(new Given(in, ((VectorTensor) vectors.tensor()).storage(), styles.tensor(), demodulation, noise, output(in)));
        }
    }

    CpuPlan plan(Shape in) {
        return plans.computeIfAbsent(in, shape -> layers.plan(parameters, shape));
    }

    /** LAYER_ARGUMENTS of {@code opencl/layer_cpu.cl}. */
    Object[] arguments(Given given, DeviceTensor weights) {
        Shape in = given.in();
        Shape out = given.out();
        Optional<DeviceTensor> noise = given.noise();
        int stride = noise.isPresent() && noise.get().shape().n() > 1 ? out.h() * out.w() : 0;
        float strength = noise.isPresent() && parameters.noise().isPresent() ? parameters.noise().get().strength() : 0;
        Activation activation = parameters.activation();
        return new Object[] {given.from(), weights, given.styles(), energy.orElse(given.styles()), given.demodulation(),
            noise.orElseGet(() -> layers.tensors().constant(out.h() * out.w(), 0)), bias, in.n(), packed.inputs(), packed.outputs(), in.h(),
            in.w(), stride, strength, activation.slope(), activation.gain(), activation.clamp(), energy.isPresent() ? 1 : 0};
    }

    /** See {@link #launch(Program, String, int, int, int, int, long, Object[]...)}; all phases, with a worker for each compute unit. */
    void launch(Program program, String kernel, int items, long workPerItem, Object[]... arguments) {
        launch(program, kernel, layers.session().device().computeUnits(), 0, PHASES, items, workPerItem, arguments);
    }

    /**
     * Has workers go through the phases from one to another of {@code opencl/layer_cpu.cl}; the items of the main phase in launches that
     * a cancellation can part.
     */
    void launch(Program program, String kernel, int workers, int from, int to, int items, long workPerItem, Object[]... arguments) {
        Object[] own = join(arguments);
        int piece = (int) Math.max(workers, Math.min(items, CpuLayers.PIECE / workPerItem));
        for (int first = 0; first < items; first += piece) {
            int last = Math.min(items, first + piece);
            layers.launch(this, program, kernel, workers, workPerItem * (last - first) / workers, join(own, new Object[] {layers.tickets(),
                first == 0 ? from : MAIN_PHASE, last == items ? to : MAIN_PHASE + 1, first, last}));
        }
    }

    /** A worker for each compute unit; fewer where there are fewer items, or where the scratch of all would be too much. */
    int workers(int items, int scratchOfOne, int samples) {
        long most = Math.max(1, (long) samples * MOST_SCRATCH / scratchOfOne);
        return (int) Math.min(Math.min(layers.session().device().computeUnits(), items), most);
    }

    DeviceTensor directWeights() {
        if (direct.isEmpty()) {
            direct = Optional.of(packed.direct());
        }
        return direct.get();
    }

    /** Strips of columns have STRIP output channels; the rest has one of half or a quarter as many, or both. */
    int strips() {
        return packed.outputs() / STRIP + (packed.outputs() % STRIP + STRIP / 2 - 1) / (STRIP / 2);
    }

    static int bands(int pixels) {
        return (pixels + BAND - 1) / BAND;
    }

    /** Of sizes of what workers take at once, that with which the busiest has least to do; of equal ones the largest. */
    static int balanced(IntStream sizes, IntUnaryOperator ofBusiest) {
        return sizes.boxed().min(Comparator.comparingInt(ofBusiest::applyAsInt).thenComparing(Comparator.reverseOrder())).orElseThrow();
    }

    /** Room for so many tiles. */
    static int roundUp(int tiles) {
        return (tiles + ROWS - 1) / ROWS * ROWS;
    }

    static Object[] join(Object[]... parts) {
        int length = 0;
        for (Object[] part : parts) {
            length += part.length;
        }
        Object[] joined = new Object[length];
        int at = 0;
        for (Object[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    @Override
    public void close() {
        direct.ifPresent(DeviceTensor::close);
        energy.ifPresent(DeviceTensor::close);
        bias.close();
    }
}
