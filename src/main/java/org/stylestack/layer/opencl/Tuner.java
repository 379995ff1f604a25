package org.stylestack.layer.opencl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Generator;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Profile;
import org.stylestack.layer.ProfiledLayers;
import org.stylestack.layer.Shape;

/** Measures how the 3×3 layers of a generator are computed fastest on a device. */
public final class Tuner {

    /** What is slower by less may well be as fast: the default stays. */
    private static final double WORTH = 1.1;
    /** Numbers of what the device reads and writes between two runs, 64 MB. */
    private static final int OTHERS = 1 << 24;

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
     * Times the ways to compute each layer, with one sample and both precisions.
     *
     * @throws DeviceException if there is nothing to choose
     */
    public Tuning tune(Generator generator) {
        Tuning tuning = new Tuning();
        for (Precision precision : Precision.values()) {
            Profile profile = new Profile();
            try (Layers layers = new ProfiledLayers(device.open(precision, family, tuning, profile), profile)) {
                layers.watch(cancelled);
                float[] zeros = new float[(int) Math.min(OTHERS, layers.largestTensor())];
                DeviceTensor others = layers.upload(Shape.vectors(1, zeros.length), zeros);
                shapes(generator, precision).forEach((shape, layer) -> {
                    if (tuning.choice(shape.key()).isEmpty()) {
                        tune(shape, tuning, layer.name(), () -> new LayerTrial(layers, profile, generator, layer, shape, others), layers);
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

    private void tune(LayerShape shape, Tuning tuning, String name, Supplier<LayerTrial> trials, Layers layers) {
        List<String> candidates = family.candidates(device, shape);
        if (candidates.size() < 2) {
            return;
        }
        Map<String, Double> times = new LinkedHashMap<>();
        try (Layers.Scope scope = layers.scope()) {
            LayerTrial trial = trials.get();
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
                .orElseThrow(() -> new DeviceException(device + " cannot compute the layer " + name + "; choose another"));
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
}
