package org.stylestack.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.Tuning;

/**
 * Layers of so much work that the kernels for CPUs compute them in several pieces make the same numbers as in one, and heed a cancellation
 * between them. A piece has an item for each compute unit at least: of enough units, all is one piece.
 */
class PiecesTest {

    private static final int FEW_UNITS = 2;
    private static final Filter FILTER = Filter.separable(1, 3, 3, 1);

    private final Random random = new Random(3);
    private int checks;

    private record Computed(float[] numbers, int checks) {}

    @BeforeEach
    void needsOpenCl() {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
    }

    /** Winograd's steps on all tiles, on chunks, and on bands; and tap by tap. */
    @ParameterizedTest
    @CsvSource({"NONE, FAST, 1024, 64, 1", "NONE, FAST, 512, 64, 5", "NONE, EXACT, 512, 64, 1",
        "UP, FAST, 1152, 32, 1", "UP, FAST, 256, 64, 7", "UP, EXACT, 512, 64, 1"})
    void convolutions(Resampling resampling, Precision precision, int channels, int size, int samples) {
        ConvolutionParameters parameters = convolution(resampling, channels);
        int one = channels * size * size;
        float[] x = numbers(samples * one);
        float[] styles = numbers(samples * channels);
        Computed all = assertTheSame(precision, 1024, layers -> apply(layers, parameters, size, x, styles));
        if (samples > 1) {
            float[] lastX = Arrays.copyOfRange(x, x.length - one, x.length);
            float[] lastStyle = Arrays.copyOfRange(styles, styles.length - channels, styles.length);
            float[] last = compute(FEW_UNITS, precision, layers -> apply(layers, parameters, size, lastX, lastStyle)).numbers();
            int end = all.numbers().length;
            assertArrayEquals(last, Arrays.copyOfRange(all.numbers(), end - last.length, end), "a sample alone");
        }
    }

    private static DeviceTensor apply(Layers layers, ConvolutionParameters parameters, int size, float[] x, float[] styles) {
        int channels = parameters.inputs();
        int samples = styles.length / channels;
        try (ModulatedConvolution layer = layers.load(parameters, FILTER)) {
            return layer.apply(layers.upload(new Shape(samples, channels, size, size), x),
                    Optional.of(layers.upload(Shape.vectors(samples, channels), styles)), Optional.empty());
        }
    }

    @Test
    void aConvolutionWithItsToRgbLayer() {
        int channels = 256;
        int size = 128;
        int samples = 5;
        ConvolutionParameters parameters = convolution(Resampling.NONE, channels);
        ConvolutionParameters rgb = new ConvolutionParameters("b128.torgb", 0, Optional.of(affine(channels)),
                Tensor.of(numbers(3 * channels), 3, channels, 1, 1), Resampling.NONE, false, 1f / 16, Optional.empty(), Optional.empty(),
                Activation.NONE);
        float[] x = numbers(samples * channels * size * size);
        float[] styles = numbers(samples * channels);
        float[] below = numbers(samples * 3 * size * size / 4);
        assertTheSame(Precision.FAST, 512, layers -> {
            try (ModulatedConvolution layer = layers.load(parameters, FILTER); ModulatedConvolution toRgb = layers.load(rgb, FILTER)) {
                Optional<DeviceTensor> style = Optional.of(layers.upload(Shape.vectors(samples, channels), styles));
                return layer.applyToRgb(layers.upload(new Shape(samples, channels, size, size), x), style, Optional.empty(), toRgb, style,
                        layers.upload(new Shape(samples, 3, size / 2, size / 2), below)).orElseThrow();
            }
        });
    }

    /** Of kernels without phases, an item is a number of the output. */
    @Test
    void aFullyConnectedLayer() {
        int samples = 8200;
        int size = 1024;
        FullyConnectedParameters parameters = FullyConnectedParameters.equalised(Tensor.of(numbers(size * size), size, size),
                Tensor.of(numbers(size), size), 1, Activation.LEAKY_RELU);
        float[] x = numbers(samples * size);
        assertTheSame(Precision.FAST, samples * size, layers -> {
            try (FullyConnected layer = layers.load(parameters)) {
                return layer.apply(layers.upload(Shape.vectors(samples, size), x));
            }
        });
    }

    private Computed assertTheSame(Precision precision, int manyUnits, Function<Layers, DeviceTensor> computation) {
        Computed whole = compute(manyUnits, precision, computation);
        Computed inPieces = compute(FEW_UNITS, precision, computation);
        assertTrue(inPieces.checks() > whole.checks(), "several pieces ask more than the " + whole.checks() + " times of one");
        assertArrayEquals(whole.numbers(), inPieces.numbers());
        try (Layers layers = open(FEW_UNITS, precision)) {
            checks = 0;
            layers.watch(() -> ++checks > whole.checks());
            assertThrows(CancellationException.class, () -> computation.apply(layers));
        }
        return inPieces;
    }

    private Computed compute(int computeUnits, Precision precision, Function<Layers, DeviceTensor> computation) {
        try (Layers layers = open(computeUnits, precision)) {
            checks = 0;
            layers.watch(() -> ++checks < 0);
            DeviceTensor result = computation.apply(layers);
            layers.watch(() -> false);
            float[] values = new float[Math.toIntExact(result.shape().count())];
            layers.download(result, values);
            return new Computed(values, checks);
        }
    }

    private static Layers open(int computeUnits, Precision precision) {
        return TestDevices.processor(computeUnits).open(new LayerOptions(precision), Family.CPU, new Tuning());
    }

    private ConvolutionParameters convolution(Resampling resampling, int channels) {
        return new ConvolutionParameters("b64.conv1", 0, Optional.of(affine(channels)),
                Tensor.of(numbers(channels * channels * 9), channels, channels, 3, 3), resampling, true, 1f / 48, Optional.empty(),
                Optional.empty(), Activation.LEAKY_RELU);
    }

    private FullyConnectedParameters affine(int outputs) {
        return FullyConnectedParameters.equalised(Tensor.of(numbers(outputs), outputs, 1), Tensor.of(numbers(outputs), outputs), 1,
                Activation.NONE);
    }

    /** From −1 to 1. */
    private float[] numbers(int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = 2 * random.nextFloat() - 1;
        }
        return values;
    }
}
