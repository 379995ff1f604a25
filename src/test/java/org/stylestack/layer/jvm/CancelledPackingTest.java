package org.stylestack.layer.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;

/** A layer whose first use is cancelled while its weights are packed computes all the same afterwards. */
class CancelledPackingTest {

    private static final int CHANNELS = 256;

    private final Random random = new Random(3);

    private float[] numbers(int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource({"FAST, 64", "FAST, 16", "FAST, 4", "EXACT, 16"})
    void isDoneAnew(Precision precision, int size) {
        FullyConnectedParameters affine = FullyConnectedParameters.equalised(Tensor.of(numbers(CHANNELS), CHANNELS, 1),
                Tensor.of(numbers(CHANNELS), CHANNELS), 1, Activation.NONE);
        ConvolutionParameters parameters = new ConvolutionParameters("b.conv1", 0, Optional.of(affine),
                Tensor.of(numbers(CHANNELS * CHANNELS * 9), CHANNELS, CHANNELS, 3, 3), Resampling.NONE, false, 1f / 48, Optional.empty(),
                Optional.empty(), Activation.LEAKY_RELU);
        Filter filter = Filter.separable(1, 3, 3, 1);
        float[] x = numbers(CHANNELS * size * size);
        float[] style = numbers(CHANNELS);
        try (Layers layers = new JvmLayers(new LayerOptions(precision)); ModulatedConvolution fresh = layers.load(parameters, filter)) {
            float[] expected = apply(layers, fresh, x, style, size);
            for (int check = 1; check <= 4; check++) {
                try (ModulatedConvolution cancelled = layers.load(parameters, filter)) {
                    int last = check;
                    int[] checks = {0};
                    layers.watch(() -> ++checks[0] >= last);
                    assertThrows(CancellationException.class, () -> apply(layers, cancelled, x, style, size));
                    layers.watch(() -> false);
                    assertArrayEquals(expected, apply(layers, cancelled, x, style, size), "cancelled at check " + check);
                }
            }
        }
    }

    private static float[] apply(Layers layers, ModulatedConvolution layer, float[] x, float[] style, int size) {
        Shape shape = new Shape(1, CHANNELS, size, size);
        try (DeviceTensor y = layer.apply(layers.upload(shape, x), Optional.of(layers.upload(Shape.vectors(1, CHANNELS), style)), Optional.empty())) {
            float[] values = new float[x.length];
            layers.download(y, values);
            return values;
        }
    }
}
