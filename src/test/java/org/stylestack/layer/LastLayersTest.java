package org.stylestack.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.stylestack.layer.TunedTwinsTest.MOST_WORK;
import static org.stylestack.layer.TunedTwinsTest.assertClose;
import static org.stylestack.layer.TunedTwinsTest.download;
import static org.stylestack.layer.TunedTwinsTest.filter;
import static org.stylestack.layer.TunedTwinsTest.fullyConnected;
import static org.stylestack.layer.TunedTwinsTest.normals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.Tuning;

/** A convolution and the to-RGB layer after it in one step, where a device has one, against the two steps. */
class LastLayersTest {

    private static final int MOST_OUTPUTS = 40;
    /** Few tiles and many; pieces of a row of all lengths; tiles of 4×4 and, from 128×128 on, of 6×6, which end beyond the picture. */
    private static final List<Shape> INPUTS = Stream.of(new Shape(1, 20, 12, 12), new Shape(2, 33, 20, 38), new Shape(3, 5, 14, 130),
            new Shape(1, 40, 128, 130), new Shape(2, 7, 134, 128)).filter(in -> in.count() * MOST_OUTPUTS * 9 / 16 <= MOST_WORK).toList();

    static List<String> devices() {
        return TestDevices.families();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void oneStepGivesTheBitsOfTwo(String device) {
        int together = 0;
        try (Layers layers = TestDevices.open(device); Layers definition = new KernelLayers(new JavaThreads(2))) {
            for (int k = 0; k < INPUTS.size(); k++) {
                Optional<float[]> one = images(layers, k, true);
                float[] two = images(layers, k, false).orElseThrow();
                assertClose(images(definition, k, false).orElseThrow(), two, 5e-5);
                one.ifPresent(image -> assertArrayEquals(two, image));
                together += one.isPresent() ? 1 : 0;
            }
        }
        assertTrue(!device.equals("opencl") || together == INPUTS.size(), "processors take one step");
    }

    /** Of more workers than there are threads, those that come late find nothing left. */
    @Test
    void manyWorkersGiveTheBitsOfFew() {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        try (Layers few = TestDevices.processor(1).open(LayerOptions.USUAL, Family.CPU, new Tuning());
                Layers many = TestDevices.processor(64).open(LayerOptions.USUAL, Family.CPU, new Tuning())) {
            for (int k = 0; k < INPUTS.size(); k++) {
                assertArrayEquals(images(few, k, true).orElseThrow(), images(many, k, true).orElseThrow());
            }
        }
    }

    /** Winograd's algorithm would cost the exactness. */
    @ParameterizedTest
    @MethodSource("devices")
    void exactTakesTwoSteps(String device) {
        try (Layers layers = TestDevices.open(device, new LayerOptions(Precision.EXACT, 0, Optional.empty()))) {
            assertTrue(images(layers, 0, true).isEmpty());
        }
    }

    /** Small pictures go by large tiles where a tuner says so. */
    @Test
    void largeTilesOfSmallPictures() {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        Tuning tuning = new Tuning();
        Shape in = INPUTS.get(0);
        tuning.choose("fast.%d-%d.%dx%d".formatted(in.c(), outputs(0), in.h(), in.w()), "winograd 6x6 12 tiles");
        try (Layers layers = TestDevices.processor().open(LayerOptions.USUAL, Family.CPU, tuning)) {
            assertArrayEquals(images(layers, 0, false).orElseThrow(), images(layers, 0, true).orElseThrow());
        }
    }

    /** The first number that {@link #images} draws. */
    private static int outputs(int k) {
        return 1 + new Random(k).nextInt(MOST_OUTPUTS);
    }

    private static Optional<float[]> images(Layers layers, int k, boolean together) {
        Random random = new Random(k);
        Shape in = INPUTS.get(k);
        int outputs = 1 + random.nextInt(MOST_OUTPUTS);
        int channels = 1 + random.nextInt(4);
        Filter filter = filter(random);
        try (ModulatedConvolution layer = layers.load(convolution(random, in.c(), outputs), filter);
                ModulatedConvolution toRgb = layers.load(toRgb(random, outputs, channels), filter)) {
            DeviceTensor x = tensor(layers, random, in);
            DeviceTensor below = tensor(layers, random, new Shape(in.n(), channels, in.h() / 2, in.w() / 2));
            Optional<DeviceTensor> style = Optional.of(tensor(layers, random, Shape.vectors(in.n(), in.c())));
            Optional<DeviceTensor> rgbStyle = Optional.of(tensor(layers, random, Shape.vectors(in.n(), outputs)));
            Optional<DeviceTensor> noise = Optional.of(tensor(layers, random, new Shape(in.n(), 1, in.h(), in.w())));
            Optional<DeviceTensor> image = together ? layer.applyToRgb(x, style, noise, toRgb, rgbStyle, below)
                    : Optional.of(layers.upsampleAndAdd(below, filter, toRgb.apply(layer.apply(x, style, noise), rgbStyle, Optional.empty())));
            image.ifPresent(made -> assertEquals(new Shape(in.n(), channels, in.h(), in.w()), made.shape()));
            return image.map(made -> download(layers, made));
        }
    }

    private static DeviceTensor tensor(Layers layers, Random random, Shape shape) {
        return layers.upload(shape, normals(random, (int) shape.count()));
    }

    private static ConvolutionParameters convolution(Random random, int inputs, int outputs) {
        return new ConvolutionParameters("b8.conv1", 0, Optional.of(fullyConnected(random, 5, inputs)),
                Tensor.of(normals(random, outputs * inputs * 9), outputs, inputs, 3, 3), Resampling.NONE, true,
                (float) (1 / Math.sqrt(inputs * 9)), Optional.of(new NoiseParameters(0.3f, Optional.empty(), false)),
                Optional.of(Tensor.of(normals(random, outputs), outputs)), Activation.LEAKY_RELU);
    }

    private static ConvolutionParameters toRgb(Random random, int inputs, int outputs) {
        return new ConvolutionParameters("b8.torgb", 0, Optional.of(fullyConnected(random, 5, inputs)),
                Tensor.of(normals(random, outputs * inputs), outputs, inputs, 1, 1), Resampling.NONE, false,
                (float) (1 / Math.sqrt(inputs)), Optional.empty(), Optional.of(Tensor.of(normals(random, outputs), outputs)),
                new Activation(Function.LINEAR, 0, 1, 256));
    }
}
