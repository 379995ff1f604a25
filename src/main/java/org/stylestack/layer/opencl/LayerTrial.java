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
    /** Kernels that make of a plain tensor what a processor's layers find in an image. */
    private static final Set<String> CONVERSIONS = Set.of("to_vectors", "pad");

    private final Layers layers;
    private final Profile profile;
    private final Generator generator;
    private final ConvolutionParameters parameters;
    private final Optional<Rgb> rgb;
    private final DeviceTensor x;
    private final Optional<DeviceTensor> style;
    private final DeviceTensor others;

    /** The to-RGB layer, and what it takes. */
    private record Rgb(ConvolutionParameters layer, Optional<DeviceTensor> style, DeviceTensor below) {}

    /**
     * @param layers whose launches are added to the profile
     * @param others what is read, and as much that is written, between two runs: in an image, other layers have the caches meanwhile
     */
    LayerTrial(Layers layers, Profile profile, Generator generator, ConvolutionParameters parameters, LayerShape shape, DeviceTensor others) {
        this.layers = layers;
        this.profile = profile;
        this.generator = generator;
        this.parameters = parameters;
        SynthesisBlock last = generator.blocks().get(generator.blocks().size() - 1);
        boolean isLast = generator.architecture() == Architecture.SKIP && parameters == last.conv1() && last.conv0().isPresent();
        this.rgb = (isLast ? last.toRgb() : Optional.<ConvolutionParameters>empty()).map(next -> new Rgb(next,
                Optional.of(normals(Shape.vectors(1, shape.outputs()))),
                normals(new Shape(1, generator.imageChannels(), shape.height() / 2, shape.width() / 2))));
        this.x = normals(new Shape(1, shape.inputs(), shape.height(), shape.width()));
        this.style = Optional.of(normals(Shape.vectors(1, shape.inputs())));
        this.others = others;
    }

    /** What its kernels take by the way that is chosen now: the shortest mean of some rounds. A layer keeps its way: so it is loaded anew. */
    double milliseconds() {
        try (ModulatedConvolution layer = layers.load(parameters, generator.filter());
                ModulatedConvolution next = rgb.map(one -> layers.load(one.layer(), generator.filter())).orElse(null)) {
            Supplier<DeviceTensor> work = next == null ? () -> layer.apply(x, style, Optional.empty()) : () -> withRgb(layer, next, rgb.get());
            milliseconds(work, 1);
            int runs = (int) Math.max(1, Math.min(MOST_RUNS, MILLISECONDS / milliseconds(work, 1)));
            double least = Double.POSITIVE_INFINITY;
            for (int round = 0; round < ROUNDS; round++) {
                least = Math.min(least, milliseconds(work, runs) / runs);
            }
            return least;
        }
    }

    private DeviceTensor withRgb(ModulatedConvolution layer, ModulatedConvolution next, Rgb given) {
        return layer.applyToRgb(x, style, Optional.empty(), next, given.style(), given.below()).orElseGet(() -> {
            try (DeviceTensor map = layer.apply(x, style, Optional.empty())) {
                return next.applyOnto(given.below(), map, given.style()).orElseGet(() -> next.apply(map, given.style(), Optional.empty()));
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
        return name.startsWith(parameters.name()) || rgb.isPresent() && name.equals(rgb.get().layer().name());
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
