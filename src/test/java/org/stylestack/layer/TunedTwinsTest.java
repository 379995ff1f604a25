package org.stylestack.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Activation;
import org.stylestack.generator.Activation.Function;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelLayers;

/** A device's tuned kernels against their definitions, the Aparapi kernels on the JVM, on random shapes. */
class TunedTwinsTest {

    private static final int CASES = 40;
    /** The most vector operations of a case; fewer where kernels are interpreted, as by {@code .ci/oclgrind}. */
    static final long MOST_WORK = Long.getLong("stylestack.twins.work", Long.MAX_VALUE);
    /** What Winograd's algorithm may lose, of the largest magnitude. */
    private static final double TOLERANCE = 5e-5;

    /** What a layer is tried on; its numbers are drawn from the seed. */
    record Case(long seed, int samples, int inputs, int outputs, int height, int width, int kernelSize, Resampling resampling,
            boolean demodulate, boolean noisy, boolean ownNoise, boolean concatenated, Activation activation) {}

    static List<Object[]> cases() {
        List<Object[]> cases = new ArrayList<>();
        Random random = new Random(7);
        float infinity = Float.POSITIVE_INFINITY;
        for (int k = 0; k < CASES; k++) {
            boolean rgb = k % 5 == 0;
            boolean square = random.nextBoolean();
            int height = square ? 4 << random.nextInt(4) : 1 + random.nextInt(21);
            Activation activation = rgb ? new Activation(Function.LINEAR, 0, 1, k % 2 == 0 ? infinity : 0.5f)
                    : new Activation(k % 7 == 0 ? Function.LINEAR : Function.LRELU, 0.2f, 1.4142f, k % 3 == 0 && k % 11 != 0 ? 2f : infinity);
            Case one = new Case(k, 1 + random.nextInt(3), 1 + random.nextInt(70), rgb ? 1 + random.nextInt(4) : 1 + random.nextInt(70),
                    height, square ? height : 1 + random.nextInt(21), rgb ? 1 : 3,
                    rgb ? Resampling.NONE : random.nextBoolean() ? Resampling.UP : Resampling.NONE, !rgb && k % 11 != 0,
                    !rgb && random.nextBoolean(), random.nextBoolean(), !rgb && k % 13 == 0, activation);
            TestDevices.families().forEach(device -> cases.add(new Object[] {device, one}));
        }
        // Layers of many channels take other ways: few tiles with all weights read once, and several chunks of tiles.
        Case wide = new Case(100, 1, 256, 48, 16, 16, 3, Resampling.NONE, true, true, false, false, Activation.LEAKY_RELU);
        Case tall = new Case(101, 2, 20, 33, 36, 40, 3, Resampling.UP, true, true, true, false, Activation.LEAKY_RELU);
        TestDevices.families().forEach(device -> cases.add(new Object[] {device, wide}));
        // Tiles that are shared by rows of them, whose pixels meet across the seams.
        Case broad = new Case(102, 2, 5, 11, 47, 151, 3, Resampling.UP, true, true, true, false, Activation.LEAKY_RELU);
        TestDevices.families().forEach(device -> cases.add(new Object[] {device, tall}));
        TestDevices.families().forEach(device -> cases.add(new Object[] {device, broad}));
        cases.removeIf(one -> work((String) one[0], (Case) one[1]) > MOST_WORK);
        return cases;
    }

    private static long work(String device, Case one) {
        int lanes = device.equals("opencl") ? 16 : 4;
        return (long) one.samples() * one.inputs() * one.outputs() * one.height() * one.width() * one.kernelSize() * one.kernelSize() / lanes;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void convolutions(String device, Case one) {
        float[] expected;
        try (Layers definition = new KernelLayers(new JavaThreads(2))) {
            expected = run(definition, one);
        }
        try (Layers tuned = TestDevices.open(device)) {
            assertClose(expected, run(tuned, one));
        }
    }

    static float[] run(Layers layers, Case one) {
        Random random = new Random(one.seed());
        int up = one.resampling() == Resampling.UP ? 2 : 1;
        int channels = one.concatenated() ? 2 * one.outputs() : one.outputs();
        int taps = one.kernelSize() * one.kernelSize();
        ConvolutionParameters parameters = new ConvolutionParameters("b8.conv0", 0, Optional.of(fullyConnected(random, 5, one.inputs())),
                Tensor.of(normals(random, one.outputs() * one.inputs() * taps), one.outputs(), one.inputs(), one.kernelSize(), one.kernelSize()),
                one.resampling(), one.demodulate(), (float) (1 / Math.sqrt(one.inputs() * taps)),
                one.kernelSize() == 3 ? Optional.of(new NoiseParameters(0.3f, Optional.empty(), one.concatenated())) : Optional.empty(),
                Optional.of(Tensor.of(normals(random, channels), channels)), one.activation());
        Filter filter = filter(random);
        Shape in = new Shape(one.samples(), one.inputs(), one.height(), one.width());
        Shape grain = new Shape(one.ownNoise() ? one.samples() : 1, one.concatenated() ? one.outputs() : 1, one.height() * up, one.width() * up);
        DeviceTensor x = layers.upload(in, normals(random, (int) in.count()));
        DeviceTensor style = layers.upload(Shape.vectors(one.samples(), one.inputs()), normals(random, one.samples() * one.inputs()));
        float[] noise = normals(random, (int) grain.count());
        Optional<DeviceTensor> given = one.noisy() ? Optional.of(layers.upload(grain, noise)) : Optional.empty();
        try (ModulatedConvolution layer = layers.load(parameters, filter)) {
            DeviceTensor y = layer.apply(x, Optional.of(style), given);
            assertEquals(new Shape(one.samples(), channels, one.height() * up, one.width() * up), y.shape());
            return download(layers, y);
        }
    }

    static List<String> devices() {
        return TestDevices.families();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void vectorsAndImages(String device) {
        try (Layers definition = new KernelLayers(new JavaThreads(2)); Layers tuned = TestDevices.open(device)) {
            for (int seed = 0; seed < 10; seed++) {
                assertClose(fullyConnected(definition, seed), fullyConnected(tuned, seed));
                assertClose(skip(definition, seed), skip(tuned, seed));
            }
        }
    }

    /** Of one set of layers, for more and for fewer samples after one another. */
    @ParameterizedTest
    @MethodSource("devices")
    void stylesOfAllLayers(String device) {
        Random random = new Random(5);
        int size = 45;
        int latents = 4;
        List<ConvolutionParameters> modulated = new ArrayList<>();
        for (int k = 0; k < 7; k++) {
            int inputs = 1 + random.nextInt(70);
            FullyConnectedParameters affine = FullyConnectedParameters.equalised(Tensor.of(normals(random, inputs * size), inputs, size),
                    Tensor.of(normals(random, inputs), inputs), 1 + k, Activation.NONE);
            modulated.add(new ConvolutionParameters("b" + k, random.nextInt(latents), Optional.of(affine),
                    Tensor.of(new float[inputs], 1, inputs, 1, 1), Resampling.NONE, false, 1, Optional.empty(), Optional.empty(), Activation.NONE));
        }
        try (Layers definition = new KernelLayers(new JavaThreads(2)); Layers tuned = TestDevices.open(device);
                AffineLayers expected = definition.loadAffine(modulated); AffineLayers affine = tuned.loadAffine(modulated)) {
            for (int samples : new int[] {1, 3, 1, 2}) {
                float[] wPlus = normals(random, samples * latents * size);
                Map<String, DeviceTensor> styles = affine.apply(wPlus, samples);
                expected.apply(wPlus, samples).forEach((name, style) -> {
                    assertEquals(style.shape(), styles.get(name).shape());
                    assertClose(download(definition, style), download(tuned, styles.get(name)));
                });
                assertEquals(modulated.size(), styles.size());
            }
        }
    }

    /** Of maps in the layout in which the device's convolutions leave them. */
    @ParameterizedTest
    @MethodSource("devices")
    void blendedPairs(String device) {
        try (Layers layers = TestDevices.open(device)) {
            for (int seed = 0; seed < 6; seed++) {
                Random random = new Random(seed);
                int outputs = 1 + random.nextInt(40);
                int size = 4 << random.nextInt(3);
                Shape shape = new Shape(2 + 2 * random.nextInt(2), outputs, size, size);
                ConvolutionParameters parameters = new ConvolutionParameters("b8.conv1", 0, Optional.of(fullyConnected(random, 5, 3)),
                        Tensor.of(normals(random, outputs * 27), outputs, 3, 3, 3), Resampling.NONE, true, 1, Optional.empty(),
                        Optional.empty(), Activation.LEAKY_RELU);
                float[] mask = normals(random, size * size);
                try (ModulatedConvolution layer = layers.load(parameters, filter(random))) {
                    DeviceTensor x = layers.upload(new Shape(shape.n(), 3, size, size), normals(random, shape.n() * 3 * size * size));
                    DeviceTensor map = layer.apply(x, Optional.of(layers.upload(Shape.vectors(shape.n(), 3), normals(random, shape.n() * 3))),
                            Optional.empty());
                    float[] expected = download(layers, map);
                    int one = outputs * size * size;
                    for (int k = 0; k < expected.length; k++) {
                        float m = k / one % 2 == 0 ? mask[k % mask.length] : 0;
                        expected[k] = expected[k] * (1 - m) + (m == 0 ? 0 : expected[k + one] * m);
                    }
                    DeviceTensor blended = layers.blendPairs(map, layers.upload(new Shape(1, 1, size, size), mask));
                    assertEquals(shape, blended.shape());
                    assertClose(expected, download(layers, blended));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void toRgbOntoTheImageBelow(String device) {
        try (Layers definition = new KernelLayers(new JavaThreads(2)); Layers tuned = TestDevices.open(device)) {
            for (int seed = 0; seed < 10; seed++) {
                float[] sum = toRgbOnto(tuned, seed, true);
                assertClose(toRgbOnto(definition, seed, false), sum);
                assertArrayEquals(toRgbOnto(tuned, seed, false), sum, "one step gives the bits of two");
            }
        }
    }

    private static float[] toRgbOnto(Layers layers, int seed, boolean inOneStep) {
        Random random = new Random(seed);
        // Rows that are wider than what the kernels take at once, and such as are not.
        Shape below = new Shape(1 + random.nextInt(2), 1 + random.nextInt(4), 1 + random.nextInt(9), 1 + random.nextInt(40));
        int inputs = 1 + random.nextInt(70);
        Shape in = new Shape(below.n(), inputs, 2 * below.h(), 2 * below.w());
        ConvolutionParameters parameters = new ConvolutionParameters("b8.torgb", 0, Optional.of(fullyConnected(random, 5, inputs)),
                Tensor.of(normals(random, below.c() * inputs), below.c(), inputs, 1, 1), Resampling.NONE, false,
                (float) (1 / Math.sqrt(inputs)), Optional.empty(), Optional.of(Tensor.of(normals(random, below.c()), below.c())),
                new Activation(Function.LINEAR, 0, 1, seed % 2 == 0 ? 0.5f : Float.POSITIVE_INFINITY));
        Filter filter = filter(random);
        DeviceTensor image = layers.upload(below, normals(random, (int) below.count()));
        DeviceTensor x = layers.upload(in, normals(random, (int) in.count()));
        DeviceTensor style = layers.upload(Shape.vectors(in.n(), inputs), normals(random, in.n() * inputs));
        try (ModulatedConvolution layer = layers.load(parameters, filter)) {
            Optional<DeviceTensor> sum = inOneStep ? layer.applyOnto(image, x, Optional.of(style)) : Optional.empty();
            return download(layers, sum.orElseGet(() ->
                    layers.upsampleAndAdd(image, filter, layer.apply(x, Optional.of(style), Optional.empty()))));
        }
    }

    private static float[] fullyConnected(Layers layers, int seed) {
        Random random = new Random(seed);
        int inputs = 1 + random.nextInt(100);
        int samples = 1 + random.nextInt(4);
        try (FullyConnected layer = layers.load(fullyConnected(random, inputs, 1 + random.nextInt(100)))) {
            return download(layers, layer.apply(layers.upload(Shape.vectors(samples, inputs), normals(random, samples * inputs))));
        }
    }

    private static float[] skip(Layers layers, int seed) {
        Random random = new Random(seed);
        Shape below = new Shape(1 + random.nextInt(3), 1 + random.nextInt(4), 1 + random.nextInt(9), 1 + random.nextInt(9));
        Shape own = new Shape(below.n(), below.c(), 2 * below.h(), 2 * below.w());
        Filter filter = filter(random);
        return download(layers, layers.upsampleAndAdd(layers.upload(below, normals(random, (int) below.count())), filter,
                layers.upload(own, normals(random, (int) own.count()))));
    }

    static FullyConnectedParameters fullyConnected(Random random, int inputs, int outputs) {
        return FullyConnectedParameters.equalised(Tensor.of(normals(random, inputs * outputs), outputs, inputs),
                Tensor.of(normals(random, outputs), outputs), 1, random.nextBoolean() ? Activation.LEAKY_RELU : Activation.NONE);
    }

    /** Not symmetric; the outer product of two rows of taps, or none. */
    static Filter filter(Random random) {
        boolean separable = random.nextInt(4) > 0;
        float[] vertical = {1, random.nextFloat(), 3, random.nextFloat()};
        float[] taps = new float[16];
        for (int k = 0; k < taps.length; k++) {
            taps[k] = separable ? vertical[k / 4] * (k % 4 + 1) / 50 : random.nextFloat() / 8;
        }
        return new Filter(4, 4, taps);
    }

    static float[] normals(Random random, int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }

    static float[] download(Layers layers, DeviceTensor tensor) {
        float[] values = new float[(int) tensor.shape().count()];
        layers.download(tensor, values);
        return values;
    }

    private static void assertClose(float[] expected, float[] actual) {
        assertClose(expected, actual, TOLERANCE);
    }

    static void assertClose(float[] expected, float[] actual, double tolerance) {
        double largest = 1;
        double difference = 0;
        for (int k = 0; k < expected.length; k++) {
            largest = Math.max(largest, Math.abs(expected[k]));
            difference = Math.max(difference, Math.abs(expected[k] - (double) actual[k]));
            assertTrue(Float.isFinite(actual[k]), "element " + k + " is " + actual[k]);
        }
        assertTrue(difference <= tolerance * largest, "differs by " + difference + " of " + largest);
    }
}
