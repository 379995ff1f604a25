package org.stylestack.layer.opencl;

import java.util.Arrays;
import java.util.Optional;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/**
 * A modulated 3×3 convolution, plain or up, by {@code opencl/winograd_gpu.cl} and {@code opencl/product_gpu.cl}, or by
 * {@code opencl/direct_gpu.cl} and {@code opencl/filter_gpu.cl}, as its {@link Plan} says.
 */
final class GpuConvolution implements ModulatedConvolution {

    private static final int POINTS = 36;
    /** What the tiles of a band are padded to. */
    private static final int BAND = 32;

    private final GpuLayers layers;
    private final ConvolutionParameters parameters;
    private final Filter filter;
    private final GpuWeights weights;
    private final DeviceTensor bias;

    static boolean serves(ConvolutionParameters parameters, Filter filter) {
        boolean plain = parameters.resampling() == Resampling.NONE;
        boolean up = parameters.resampling() == Resampling.UP && filter.height() == 4 && filter.width() == 4;
        return parameters.kernelSize() == 3 && (plain || up) && parameters.affine().isPresent()
                && !parameters.hasConcatenatedNoise() && parameters.activation().isLeaky();
    }

    GpuConvolution(GpuLayers layers, ConvolutionParameters parameters, Filter filter) {
        this.layers = layers;
        this.parameters = parameters;
        this.filter = filter;
        this.weights = new GpuWeights(layers, parameters);
        this.bias = layers.upload(Shape.vectors(1, parameters.outputs()),
                parameters.bias().map(tensor -> tensor.floats()).orElseGet(() -> new float[parameters.outputs()]));
    }

    @Override
    public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
        Shape in = x.shape();
        LayerShape shape = LayerShape.of(parameters, in, layers.precision());
        int up = shape.up() ? 2 : 1;
        DeviceTensor y = layers.allocate(new Shape(in.n(), parameters.outputs(), in.h() * up, in.w() * up));
        DeviceTensor styles = style.orElseThrow();
        try (DeviceTensor demodulation = demodulation(styles)) {
            Object[] epilogue = epilogue(demodulation, noise, y.shape());
            Plan plan = layers.plan(shape);
            if (plan.winograd()) {
                winograd(plan, shape, x, styles, y, epilogue);
            } else {
                direct(plan, shape, x, styles, y, epilogue);
            }
        }
        return y;
    }

    /** Null where there is none. */
    private DeviceTensor demodulation(DeviceTensor styles) {
        if (weights.energy().isEmpty()) {
            return null;
        }
        int inputs = parameters.inputs();
        int outputs = parameters.outputs();
        int samples = styles.shape().n();
        DeviceTensor demodulation = layers.allocate(Shape.vectors(samples, outputs));
        layers.launch(this, new Program("vectors_gpu"), "demodulate", Range.groups(GpuLayers.VECTOR_GROUP, outputs, samples, 1),
                (long) samples * outputs * inputs, styles, weights.energy().get(), demodulation, inputs, outputs);
        return demodulation;
    }

    /** The arguments of every kernel that finishes a layer; a tensor that it does not read is the bias once more. */
    private Object[] epilogue(DeviceTensor demodulation, Optional<DeviceTensor> noise, Shape out) {
        int stride = noise.isPresent() && noise.get().shape().n() > 1 ? out.h() * out.w() : 0;
        float strength = noise.isPresent() ? parameters.noise().map(NoiseParameters::strength).orElse(0f) : 0;
        Activation activation = parameters.activation();
        return new Object[] {demodulation == null ? bias : demodulation, noise.orElse(bias), bias, demodulation == null ? 0 : 1,
            stride, strength, activation.slope(), activation.gain(), activation.clamp()};
    }

    private void direct(Plan plan, LayerShape shape, DeviceTensor x, DeviceTensor styles, DeviceTensor y, Object[] epilogue) {
        Shape in = x.shape();
        int outputs = parameters.outputs();
        int parts = plan.parts();
        // The product can finish the layer itself where it has whole sums, four pixels at a time.
        if (!shape.up() && parts == 1 && shape.positions() % 4 == 0) {
            multiply(plan, shape, x, styles, y, epilogue);
            return;
        }
        int phases = shape.up() ? 4 : 1;
        try (DeviceTensor sums = layers.allocate(new Shape(parts * in.n(), outputs * phases, 1, (int) shape.positions()))) {
            multiply(plan, shape, x, styles, sums, epilogue);
            Program program = new Program("filter_gpu");
            if (shape.up()) {
                layers.launch(this, program, "filter_phases", Range.planes((long) in.n() * outputs, in.h(), in.w()),
                        64L * in.n() * outputs * in.h() * in.w(), join(new Object[] {sums, layers.tensors().taps(filter, 4), y}, epilogue,
                        new Object[] {parts, outputs, in.h(), in.w()}));
            } else {
                layers.launch(this, program, "finish_parts", Range.planes((long) in.n() * outputs, 1, in.h() * in.w()),
                        parts * y.shape().count(), join(new Object[] {sums, y}, epilogue,
                        new Object[] {parts, outputs, in.h() * in.w()}));
            }
        }
    }

    private void multiply(Plan plan, LayerShape shape, DeviceTensor x, DeviceTensor styles, DeviceTensor y, Object[] epilogue) {
        Shape in = x.shape();
        Tile tile = plan.tile();
        long positions = shape.positions() * in.n();
        long work = 9L * weights.inputs() * weights.outputs();
        // A display's watchdog ends kernels that run for seconds.
        long most = Math.max(1, OpenClSession.GPU_PIECE / work / tile.columns()) * tile.columns();
        for (long first = 0; first < positions; first += most) {
            long count = Math.min(most, positions - first);
            Range range = Range.groups(tile.items(), (count + tile.columns() - 1) / tile.columns(),
                    (weights.outputs() + tile.rows() - 1) / tile.rows(), (shape.up() ? 4L : 1) * plan.parts());
            layers.launch(this, plan.program(shape.up()), plan.kernel(), range, count * work,
                    join(new Object[] {x, weights.direct(), styles, y}, epilogue,
                    new Object[] {in.n(), parameters.inputs(), parameters.outputs(), weights.inputs(), weights.outputs(), in.h(),
                        in.w(), (int) first, plan.parts()}));
        }
    }

    private void winograd(Plan plan, LayerShape shape, DeviceTensor x, DeviceTensor styles, DeviceTensor y, Object[] epilogue) {
        Shape in = x.shape();
        Tile tile = plan.tile();
        int inputs = weights.inputs();
        int outputs = weights.outputs();
        int tiles = Math.toIntExact(shape.tiles() * in.n());
        int band = band(plan, tiles);
        try (DeviceTensor v = layers.allocate(new Shape(1, POINTS, inputs, band));
                DeviceTensor m = layers.allocate(new Shape(1, POINTS, outputs, band))) {
            for (int first = 0; first < tiles; first += band) {
                int count = Math.min(band, tiles - first);
                int padded = roundUp(count, BAND);
                layers.launch(this, new Program("winograd_gpu"), "winograd_input", Range.plane(padded, inputs, BAND, 4),
                        144L * inputs * count, x, styles, v, parameters.inputs(), in.h(), in.w(), first, count);
                Range range = Range.groups(tile.items(), (padded + tile.columns() - 1) / tile.columns(),
                        (outputs + tile.rows() - 1) / tile.rows(), POINTS);
                layers.launch(this, plan.program(false), plan.kernel(), range,
                        (long) POINTS * inputs * outputs * count, weights.winograd(), v, m, inputs, outputs, padded);
                layers.launch(this, new Program("winograd_gpu"), "winograd_output", Range.plane(padded, parameters.outputs(), BAND, 4),
                        144L * outputs * count, join(new Object[] {m, y}, epilogue,
                        new Object[] {parameters.outputs(), outputs, in.h(), in.w(), first, count}));
            }
        }
    }

    /** Tiles of a band: equal ones, as few as fit into the plan's memory and the device's largest buffer. */
    private int band(Plan plan, int tiles) {
        long ofTile = (long) POINTS * Float.BYTES * (weights.inputs() + weights.outputs());
        long larger = (long) POINTS * Math.max(weights.inputs(), weights.outputs());
        long fits = Math.max(BAND, Math.min(((long) plan.megabytes() << 20) / ofTile, layers.largestTensor() / larger));
        long bands = (tiles + fits - 1) / fits;
        return roundUp((int) ((tiles + bands - 1) / bands), BAND);
    }

    private static int roundUp(int count, int multiple) {
        return (count + multiple - 1) / multiple * multiple;
    }

    private static Object[] join(Object[]... parts) {
        return Arrays.stream(parts).flatMap(Arrays::stream).toArray();
    }

    @Override
    public void close() {
        weights.close();
        bias.close();
    }
}
