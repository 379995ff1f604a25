package org.stylestack.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;

/** Layers that tell a profile which of them runs, and what it has to do at least. */
public final class ProfiledLayers implements Layers {

    private final Layers layers;
    private final Profile profile;

    /** Takes the layers over; their launches must be added to the same profile. */
    public ProfiledLayers(Layers layers, Profile profile) {
        this.layers = layers;
        this.profile = profile;
    }

    /** Runs an operation as a layer that reads so many numbers, and needs so many operations for its result. */
    private DeviceTensor run(String layer, long numbersRead, ToDoubleFunction<Shape> operations, Supplier<DeviceTensor> operation) {
        return runIfAny(layer, numbersRead, operations, () -> Optional.of(operation.get())).orElseThrow();
    }

    /** See {@link #run}; what the device does not do counts for nothing. */
    private Optional<DeviceTensor> runIfAny(String layer, long numbersRead, ToDoubleFunction<Shape> operations,
            Supplier<Optional<DeviceTensor>> operation) {
        return profile.run(layer, () -> {
            Optional<DeviceTensor> result = operation.get();
            result.map(DeviceTensor::shape).ifPresent(shape ->
                    profile.count(operations.applyAsDouble(shape), (double) Float.BYTES * (numbersRead + shape.count())));
            return result;
        });
    }

    @Override
    public void expect(Shape input, Shape output) {
        layers.expect(input, output);
    }

    @Override
    public long scratch(ConvolutionParameters layer) {
        return layers.scratch(layer);
    }

    @Override
    public DeviceTensor upload(Shape shape, float[] values) {
        return profile.run("upload", () -> layers.upload(shape, values));
    }

    @Override
    public DeviceTensor load(Shape shape, Tensor values) {
        return profile.run("upload", () -> layers.load(shape, values));
    }

    @Override
    public void download(DeviceTensor tensor, float[] into) {
        profile.run("download", () -> {
            layers.download(tensor, into);
            return into;
        });
    }

    @Override
    public FullyConnected load(FullyConnectedParameters parameters) {
        FullyConnected layer = layers.load(parameters);
        long weights = parameters.weight().count();
        return new FullyConnected() {
            @Override
            public DeviceTensor apply(DeviceTensor x) {
                return run("fully connected", x.shape().count() + weights, y -> 2.0 * y.n() * weights, () -> layer.apply(x));
            }

            @Override
            public void close() {
                layer.close();
            }
        };
    }

    @Override
    public AffineLayers loadAffine(List<ConvolutionParameters> modulated) {
        AffineLayers affine = layers.loadAffine(modulated);
        long weights = modulated.stream().mapToLong(layer -> layer.affine().orElseThrow().weight().count()).sum();
        return new AffineLayers() {
            @Override
            public Map<String, DeviceTensor> apply(float[] wPlus, int samples) {
                return profile.run("styles", () -> {
                    Map<String, DeviceTensor> styles = affine.apply(wPlus, samples);
                    long made = styles.values().stream().mapToLong(style -> style.shape().count()).sum();
                    profile.count(2.0 * samples * weights, (double) Float.BYTES * (wPlus.length + weights + made));
                    return styles;
                });
            }

            @Override
            public void close() {
                affine.close();
            }
        };
    }

    @Override
    public ModulatedConvolution load(ConvolutionParameters parameters, Filter filter) {
        return new ProfiledConvolution(parameters, filter, layers.load(parameters, filter));
    }

    private final class ProfiledConvolution implements ModulatedConvolution {

        private final ConvolutionParameters parameters;
        private final Filter filter;
        private final ModulatedConvolution layer;

        ProfiledConvolution(ConvolutionParameters parameters, Filter filter, ModulatedConvolution layer) {
            this.parameters = parameters;
            this.filter = filter;
            this.layer = layer;
        }

        @Override
        public DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise) {
            return run(parameters.name(), x.shape().count() + weights(), y -> operations(x.shape(), y),
                    () -> layer.apply(x, style, noise));
        }

        @Override
        public void prepare(Shape input) {
            layer.prepare(input);
        }

        @Override
        public Optional<DeviceTensor> applyOnto(DeviceTensor below, DeviceTensor x, Optional<DeviceTensor> style) {
            return runIfAny(parameters.name(), below.shape().count() + x.shape().count() + weights(),
                    y -> operations(x.shape(), y) + y.count() * skipOperations(filter), () -> layer.applyOnto(below, x, style));
        }

        @Override
        public Optional<DeviceTensor> applyToRgb(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise,
                ModulatedConvolution toRgb, Optional<DeviceTensor> rgbStyle, DeviceTensor below) {
            ProfiledConvolution rgb = (ProfiledConvolution) toRgb;
            return runIfAny(parameters.name() + ", torgb", below.shape().count() + x.shape().count() + weights() + rgb.weights(),
                    y -> operations(x.shape(), y) + rgb.operations(y, y) + y.count() * skipOperations(filter),
                    () -> layer.applyToRgb(x, style, noise, rgb.layer, rgbStyle, below));
        }

        @Override
        public void close() {
            layer.close();
        }

        private long weights() {
            return parameters.weight().count();
        }

        /** The convolution at the lower of its two resolutions, and the filter at the other, 2 operations a tap. */
        private double operations(Shape in, Shape out) {
            double pixels = (double) in.n() * Math.min(in.h() * in.w(), out.h() * out.w());
            double filtered = parameters.resampling() == Resampling.NONE ? 0 : (double) Math.max(in.count(), out.count());
            return 2 * (pixels * weights() + filtered * filter.height() * filter.width());
        }
    }

    /** The sum, and of the filter's taps each pixel meets a quarter that are not zeros. */
    private static double skipOperations(Filter filter) {
        return 1 + 2.0 * filter.height() * filter.width() / 4;
    }

    @Override
    public DeviceTensor normalize(DeviceTensor x) {
        return run("normalize", x.shape().count(), y -> 3.0 * y.count(), () -> layers.normalize(x));
    }

    @Override
    public DeviceTensor concatenate(DeviceTensor a, DeviceTensor b) {
        return run("concatenate", a.shape().count() + b.shape().count(), y -> 0, () -> layers.concatenate(a, b));
    }

    @Override
    public DeviceTensor add(DeviceTensor a, DeviceTensor b) {
        return run("add", 2 * a.shape().count(), Shape::count, () -> layers.add(a, b));
    }

    @Override
    public DeviceTensor blendPairs(DeviceTensor x, DeviceTensor mask) {
        return run("blend", x.shape().count() + mask.shape().count(), y -> 3.0 * y.count(), () -> layers.blendPairs(x, mask));
    }

    @Override
    public DeviceTensor upsampleAndAdd(DeviceTensor below, Filter filter, DeviceTensor own) {
        return run("skip " + own.shape().h() + "×" + own.shape().w(), below.shape().count() + own.shape().count(),
                y -> y.count() * skipOperations(filter), () -> layers.upsampleAndAdd(below, filter, own));
    }

    @Override
    public DeviceTensor resample(DeviceTensor x, Filter filter, Resample resample) {
        double operations = 2.0 * filter.height() * filter.width() / resample.upX() / resample.upY();
        return run("resample", x.shape().count(), y -> y.count() * operations, () -> layers.resample(x, filter, resample));
    }

    @Override
    public DeviceTensor biasActivation(DeviceTensor x, DeviceTensor noise, float strength, DeviceTensor bias,
            Activation activation) {
        return run("bias and activation", x.shape().count(), y -> 4.0 * y.count(),
                () -> layers.biasActivation(x, noise, strength, bias, activation));
    }

    @Override
    public String device() {
        return layers.device();
    }

    @Override
    public long largestTensor() {
        return layers.largestTensor();
    }

    @Override
    public MemoryUse memory() {
        return layers.memory();
    }

    @Override
    public void watch(BooleanSupplier cancelled) {
        layers.watch(cancelled);
    }

    @Override
    public Scope scope() {
        return layers.scope();
    }

    @Override
    public void close() {
        layers.close();
    }
}
