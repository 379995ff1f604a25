package org.stylestack.layer.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.AffineLayers;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelLayers;

/**
 * Asks a device for the numbers of a small image, and compares them with those of the definitions on the JVM: there are drivers
 * whose kernels build and run, and give wrong numbers. Who has passed is noted in {@code ~/.stylestack/checked}, and is asked
 * again when its driver, or StyleStack, has changed. There are drivers, too, that end the process: who did so in the check is not asked
 * again.
 */
final class SelfCheck {

    /** Far more than the algorithms differ by, and far less than wrong numbers do. */
    private static final double TOLERANCE = 1e-3;
    private static final int CHANNELS = 32;
    private static final int SIZE = 16;
    private static final Filter FILTER = Filter.separable(1, 3, 3, 1);

    private final Path folder;

    /** @param folder where a file for each device that has passed lies */
    SelfCheck(Path folder) {
        this.folder = folder;
    }

    static SelfCheck ofUser() {
        return new SelfCheck(Path.of(System.getProperty("user.home"), ".stylestack", "checked"));
    }

    /**
     * Checks a device that has not passed before.
     *
     * @param description its name and driver, by which it is known again
     * @param opener      opens it for the check alone
     * @throws DeviceException if its numbers are wrong, or it ended the process when it was checked
     */
    void require(String description, Precision precision, Supplier<Layers> opener) {
        String key = key(description, precision);
        Path passed = folder.resolve(key + ".txt");
        if (!Files.exists(passed)) {
            requireAlone(description, opener, passed, folder.resolve(key + ".begun"));
        }
    }

    /** One at a time, so that who comes second finds what the first has noted. */
    private static synchronized void requireAlone(String description, Supplier<Layers> opener, Path passed, Path begun) {
        if (Files.exists(passed)) {
            return;
        }
        try (CrashMark mark = CrashMark.set(begun)) {
            if (mark.wasLeft()) {
                throw new DeviceException("opencl: " + description + " was being tried for the first time when the program ended; update its"
                        + " driver, or choose another device, or java; or delete " + begun + " to have it tried again");
            }
            try (Layers layers = opener.get()) {
                require(layers);
            }
        }
        try {
            Files.createDirectories(passed.getParent());
            Files.writeString(passed, description + "\n");
        } catch (IOException e) {
            // It is asked again the next time.
        }
    }

    /**
     * Checks a device.
     *
     * @throws DeviceException if its numbers are wrong
     */
    static void require(Layers layers) {
        float[] expected;
        try (Layers definitions = new KernelLayers(new JavaThreads(1))) {
            expected = image(definitions);
        }
        float[] actual = image(layers);
        double largest = 1;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int k = 0; k < expected.length; k++) {
            // Written so that NaN is wrong, too.
            if (!(Math.abs(actual[k] - expected[k]) <= TOLERANCE * largest)) {
                throw new DeviceException(layers.device() + " computes wrong numbers: " + actual[k] + " where " + expected[k]
                        + " was expected in a test of 7 layers; update its driver, or choose another device, or java");
            }
        }
    }

    /** Two blocks of a small generator: an up layer and a plain one, each with noise, and the skip connection. */
    private static float[] image(Layers layers) {
        Random random = new Random(1);
        try (Layers.Scope scope = layers.scope();
                FullyConnected lowAffine = layers.load(affine(random));
                AffineLayers highAffine = layers.loadAffine(List.of(up(random)));
                ModulatedConvolution low = layers.load(plain(random), FILTER);
                ModulatedConvolution lowRgb = layers.load(toRgb(random), FILTER);
                ModulatedConvolution up = layers.load(up(random), FILTER);
                ModulatedConvolution high = layers.load(plain(random), FILTER);
                ModulatedConvolution highRgb = layers.load(toRgb(random), FILTER)) {
            Optional<DeviceTensor> lowStyle =
                    Optional.of(lowAffine.apply(layers.upload(Shape.vectors(1, CHANNELS), numbers(random, CHANNELS))));
            Optional<DeviceTensor> style = highAffine.apply(numbers(random, CHANNELS), 1).values().stream().findFirst();
            DeviceTensor x = layers.upload(new Shape(1, CHANNELS, SIZE, SIZE), numbers(random, CHANNELS * SIZE * SIZE));
            x = low.apply(x, lowStyle, noise(layers, random, SIZE));
            DeviceTensor skip = lowRgb.apply(x, lowStyle, Optional.empty());
            DeviceTensor features = up.apply(x, style, noise(layers, random, 2 * SIZE));
            Optional<DeviceTensor> grain = noise(layers, random, 2 * SIZE);
            DeviceTensor image = high.applyToRgb(features, style, grain, highRgb, style, skip).orElseGet(() -> {
                DeviceTensor map = high.apply(features, style, grain);
                return highRgb.applyOnto(skip, map, style).orElseGet(() ->
                        layers.upsampleAndAdd(skip, FILTER, highRgb.apply(map, style, Optional.empty())));
            });
            float[] values = new float[Math.toIntExact(image.shape().count())];
            layers.download(image, values);
            return values;
        }
    }

    private static Optional<DeviceTensor> noise(Layers layers, Random random, int size) {
        return Optional.of(layers.upload(new Shape(1, 1, size, size), numbers(random, size * size)));
    }

    private static ConvolutionParameters plain(Random random) {
        return convolution(random, CHANNELS, 3, Resampling.NONE, Activation.LEAKY_RELU);
    }

    private static ConvolutionParameters up(Random random) {
        return convolution(random, CHANNELS, 3, Resampling.UP, Activation.LEAKY_RELU);
    }

    private static ConvolutionParameters toRgb(Random random) {
        return convolution(random, 3, 1, Resampling.NONE, Activation.NONE);
    }

    private static ConvolutionParameters convolution(Random random, int outputs, int kernel, Resampling resampling, Activation activation) {
        boolean isRgb = kernel == 1;
        float gain = (float) (1 / Math.sqrt(CHANNELS * kernel * kernel));
        Tensor weight = Tensor.of(numbers(random, outputs * CHANNELS * kernel * kernel), outputs, CHANNELS, kernel, kernel);
        Optional<NoiseParameters> noise = isRgb ? Optional.empty() : Optional.of(new NoiseParameters(0.1f, Optional.empty(), false));
        return new ConvolutionParameters("self-check", 0, Optional.of(affine(new Random(2))), weight, resampling, !isRgb, gain, noise,
                Optional.of(Tensor.of(numbers(random, outputs), outputs)), activation);
    }

    /** The affine transformation from w to styles, which are about 1. */
    private static FullyConnectedParameters affine(Random random) {
        float[] ones = new float[CHANNELS];
        Arrays.fill(ones, 1);
        Tensor weight = Tensor.of(numbers(random, CHANNELS * CHANNELS), CHANNELS, CHANNELS);
        return FullyConnectedParameters.equalised(weight, Tensor.of(ones, CHANNELS), 1, Activation.NONE);
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static String key(String description, Precision precision) {
        String version = Objects.toString(SelfCheck.class.getPackage().getImplementationVersion());
        String key = String.join("\n", description, precision.name(), version);
        return Long.toHexString(Fingerprint.of(key.getBytes(StandardCharsets.UTF_8)));
    }
}
