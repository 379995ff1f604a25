package org.stylestack.layer.opencl;

import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.stylestack.generator.Architecture;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Profile;
import org.stylestack.layer.Shape;

/**
 * A layer that is timed much as in an image: the device is awake, and the layer finds its weights, and its input, in memory. The last one of
 * a skip generator is timed with the to-RGB layer after it, which some ways to compute it include. Serves within a scope of its layers.
 */
final class LayerTrial {

    /** What each of some rounds may take without what comes between the runs, and how many runs it has at most. */
    private static final double MILLISECONDS = 20;
    private static final int MOST_RUNS = 10;
    private static final int ROUNDS = 3;
    /** Numbers that are read, and as many that are written, between two runs: in an image, other layers have the caches meanwhile. */
    private static final int OTHERS = 1 << 24;
    /** Kernels that make of a plain tensor what a processor's layers find in an image. */
    private static final Set<String> CONVERSIONS = Set.of("to_vectors", "pad");

    private final Layers layers;
    private final Profile profile;
    private final Generator generator;
    private final ConvolutionParameters parameters;
    private final Optional<ConvolutionParameters> toRgb;
    private final DeviceTensor x;
    private final Optional<DeviceTensor> style;
    private final DeviceTensor below;
    private final Optional<DeviceTensor> rgbStyle;
    private final DeviceTensor others;

    /** @param layers whose launches are added to the profile */
    LayerTrial(Layers layers, Profile profile, Generator generator, ConvolutionParameters parameters, LayerShape shape) {
        this.layers = layers;
        this.profile = profile;
        this.generator = generator;
        this.parameters = parameters;
        SynthesisBlock last = generator.blocks().get(generator.blocks().size() - 1);
        boolean isLast = generator.architecture() == Architecture.SKIP && parameters == last.conv1() && last.conv0().isPresent();
        this.toRgb = isLast ? last.toRgb() : Optional.empty();
        this.x = normals(new Shape(1, shape.inputs(), shape.height(), shape.width()));
        this.style = Optional.of(normals(Shape.vectors(1, shape.inputs())));
        this.below = normals(new Shape(1, generator.imageChannels(), shape.height() / 2, shape.width() / 2));
        this.rgbStyle = Optional.of(normals(Shape.vectors(1, shape.outputs())));
        int size = (int) Math.min(OTHERS, layers.largestTensor());
        this.others = layers.upload(Shape.vectors(1, size), new float[size]);
    }

    /** What its kernels take by the way that is chosen now: the shortest mean of some rounds. A layer keeps its way: so it is loaded anew. */
    double milliseconds() {
        try (ModulatedConvolution layer = layers.load(parameters, generator.filter());
                ModulatedConvolution rgb = toRgb.map(next -> layers.load(next, generator.filter())).orElse(null)) {
            Supplier<DeviceTensor> work = rgb == null ? () -> layer.apply(x, style, Optional.empty()) : () -> withRgb(layer, rgb);
            milliseconds(work, 1);
            int runs = (int) Math.max(1, Math.min(MOST_RUNS, MILLISECONDS / milliseconds(work, 1)));
            double least = Double.POSITIVE_INFINITY;
            for (int round = 0; round < ROUNDS; round++) {
                least = Math.min(least, milliseconds(work, runs) / runs);
            }
            return least;
        }
    }

    private DeviceTensor withRgb(ModulatedConvolution layer, ModulatedConvolution rgb) {
        return layer.applyToRgb(x, style, Optional.empty(), rgb, rgbStyle, below).orElseGet(() -> {
            try (DeviceTensor map = layer.apply(x, style, Optional.empty())) {
                return rgb.applyOnto(below, map, rgbStyle).orElseGet(() -> rgb.apply(map, rgbStyle, Optional.empty()));
            }
        });
    }

    private double milliseconds(Supplier<DeviceTensor> work, int runs) {
        profile.clear();
        for (int run = 0; run < runs; run++) {
            layers.add(others, others).close();
            work.get().close();
        }
        // To read one number waits for all that was launched.
        layers.download(others, new float[1]);
        return profile.layers().entrySet().stream().filter(layer -> isOwn(layer.getKey()))
                .flatMap(layer -> layer.getValue().kernels().entrySet().stream()).filter(kernel -> !CONVERSIONS.contains(kernel.getKey()))
                .mapToLong(kernel -> kernel.getValue().nanoseconds()).sum() / 1e6;
    }

    private boolean isOwn(String name) {
        return name.startsWith(parameters.name()) || toRgb.isPresent() && name.equals(toRgb.get().name());
    }

    private DeviceTensor normals(Shape shape) {
        Random random = new Random(0);
        float[] values = new float[Math.toIntExact(shape.count())];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return layers.upload(shape, values);
    }
}
