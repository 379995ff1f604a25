package org.stylestack.layer.opencl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Generator;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Profile;
import org.stylestack.layer.ProfiledLayers;
import org.stylestack.layer.Shape;

/** Measures how the 3×3 layers of a generator are computed fastest on a device. */
public final class Tuner {

    /** How long a choice is timed about, in each of some rounds, after its kernels were built. */
    private static final double MILLISECONDS = 20;
    private static final int MOST_RUNS = 10;
    private static final int ROUNDS = 3;
    /** Numbers that are read and written between two runs, 64 MB each: in an image, other layers have the caches meanwhile. */
    private static final int OTHERS = 1 << 24;
    /** What is slower by less may well be as fast: the default stays. */
    private static final double WORTH = 1.05;

    private final OpenClDevice device;
    private final Family family;
    private final Consumer<String> report;
    private final BooleanSupplier cancelled;

    /**
     * @param family    the kernels to choose among
     * @param report    told of each layer what was chosen, in a line
     * @param cancelled asked between launches; where it says true, a CancellationException is thrown
     */
    public Tuner(OpenClDevice device, Family family, Consumer<String> report, BooleanSupplier cancelled) {
        this.device = device;
        this.family = family;
        this.report = report;
        this.cancelled = cancelled;
    }

    /**
     * Times all ways to compute each layer, with one sample and both precisions.
     *
     * @throws DeviceException if there is nothing to choose
     */
    public Tuning tune(Generator generator) {
        Tuning tuning = new Tuning();
        for (Precision precision : Precision.values()) {
            Profile profile = new Profile();
            LayerOptions options = new LayerOptions(precision, 0, Optional.of(profile));
            try (Layers layers = new ProfiledLayers(device.open(options, family, tuning), profile)) {
                layers.watch(cancelled);
                shapes(generator, precision).forEach((shape, layer) -> {
                    if (tuning.choice(shape.key()).isEmpty()) {
                        tune(layers, profile, layer, shape, generator, tuning);
                    }
                });
            }
        }
        if (tuning.choices().isEmpty()) {
            throw new DeviceException("device: there is nothing to tune for this model on " + device + "; choose another, or leave it");
        }
        return tuning;
    }

    private static Map<LayerShape, ConvolutionParameters> shapes(Generator generator, Precision precision) {
        Map<LayerShape, ConvolutionParameters> shapes = new LinkedHashMap<>();
        for (ConvolutionParameters layer : generator.layers()) {
            int size = generator.resolutionOf(layer) / (layer.resampling() == Resampling.UP ? 2 : 1);
            if (layer.kernelSize() == 3 && !layer.hasConcatenatedNoise()) {
                shapes.put(LayerShape.of(layer, new Shape(1, layer.inputs(), size, size), precision), layer);
            }
        }
        return shapes;
    }

    private void tune(Layers layers, Profile profile, ConvolutionParameters parameters, LayerShape shape, Generator generator,
            Tuning tuning) {
        List<String> candidates = family.candidates(device, shape);
        if (candidates.size() < 2) {
            return;
        }
        Map<String, Double> times = new LinkedHashMap<>();
        try (Layers.Scope scope = layers.scope(); ModulatedConvolution layer = layers.load(parameters, generator.filter())) {
            DeviceTensor x = normals(layers, new Shape(1, shape.inputs(), shape.height(), shape.width()));
            DeviceTensor style = normals(layers, Shape.vectors(1, shape.inputs()));
            Trial trial = new Trial(layers, profile, parameters.name(), layers.upload(Shape.vectors(1, OTHERS), new float[OTHERS]),
                    () -> layer.apply(x, Optional.of(style), Optional.empty()));
            for (String candidate : candidates) {
                tuning.choose(shape.key(), candidate);
                try {
                    times.put(candidate, trial.milliseconds());
                } catch (DeviceException e) {
                    report.accept(shape.key() + ": " + candidate + " fails: " + e.getMessage());
                }
            }
        }
        String best = times.entrySet().stream().min(Map.Entry.comparingByValue()).map(Map.Entry::getKey)
                .orElseThrow(() -> new DeviceException(device + " cannot compute the layer " + parameters.name() + "; choose another"));
        String usual = candidates.get(0);
        if (times.getOrDefault(usual, Double.POSITIVE_INFINITY) <= WORTH * times.get(best)) {
            best = usual;
        }
        tuning.choose(shape.key(), best);
        String instead = best.equals(usual) ? "as by default"
                : times.containsKey(usual) ? "instead of " + usual + ", " + text(times.get(usual)) : "instead of " + usual;
        report.accept(shape.key() + ": " + best + ", " + text(times.get(best)) + ", " + instead);
    }

    private static String text(double milliseconds) {
        return String.format(Locale.ROOT, "%.3f ms", milliseconds);
    }

    private static DeviceTensor normals(Layers layers, Shape shape) {
        Random random = new Random(0);
        float[] values = new float[Math.toIntExact(shape.count())];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return layers.upload(shape, values);
    }

    /**
     * A layer that is timed as in an image: it finds its weights in memory, and the device awake.
     *
     * @param others what the device reads and writes between two runs
     */
    private record Trial(Layers layers, Profile profile, String layer, DeviceTensor others, Supplier<DeviceTensor> work) {

        /** What its kernels take: the shortest mean of some rounds. */
        double milliseconds() {
            milliseconds(1);
            int runs = (int) Math.max(1, Math.min(MOST_RUNS, MILLISECONDS / milliseconds(1)));
            double least = Double.POSITIVE_INFINITY;
            for (int round = 0; round < ROUNDS; round++) {
                least = Math.min(least, milliseconds(runs) / runs);
            }
            return least;
        }

        private double milliseconds(int runs) {
            profile.clear();
            for (int run = 0; run < runs; run++) {
                layers.add(others, others).close();
                work.get().close();
            }
            // To read one number waits for all that was launched.
            layers.download(others, new float[1]);
            return profile.layers().get(layer).nanoseconds() / 1e6;
        }
    }
}
