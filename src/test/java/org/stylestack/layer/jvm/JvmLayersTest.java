package org.stylestack.layer.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
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

/** What the java device's kernels promise beyond their numbers. */
class JvmLayersTest {

    private static final int INPUTS = 70;
    private static final int OUTPUTS = 50;

    /** Sizes for each way: direct and by Winograd's algorithm, few places and many; threads share the work differently. */
    @ParameterizedTest
    @CsvSource({"4, NONE, 1, FAST", "4, UP, 3, FAST", "8, NONE, 1, FAST", "8, UP, 3, FAST", "23, NONE, 2, FAST", "32, NONE, 1, FAST",
        "32, NONE, 5, FAST", "23, UP, 3, FAST", "100, UP, 2, FAST", "8, UP, 3, EXACT", "23, NONE, 2, EXACT", "23, UP, 3, EXACT"})
    void aSampleHasTheSameBitsAloneAndInABatch(int size, Resampling resampling, int threads, Precision precision) {
        Random random = new Random(1);
        float[] x = normals(random, 3 * INPUTS * size * size);
        float[] style = normals(random, 3 * INPUTS);
        float[] batch;
        try (Layers layers = new JvmLayers(new LayerOptions(precision, threads, Optional.empty()))) {
            batch = run(layers, x, style, 3, size, resampling);
        }
        try (Layers layers = new JvmLayers(new LayerOptions(precision))) {
            for (int n = 0; n < 3; n++) {
                float[] alone = run(layers, part(x, n), part(style, n), 1, size, resampling);
                assertArrayEquals(part(batch, n), alone, "sample " + n);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, NONE, FAST", "8, UP, FAST", "64, NONE, FAST", "64, UP, FAST", "8, UP, EXACT", "63, NONE, EXACT", "64, UP, EXACT"})
    void stopsWithinALayer(int size, Resampling resampling, Precision precision) {
        Random random = new Random(2);
        try (Layers layers = new JvmLayers(new LayerOptions(precision))) {
            AtomicInteger asked = new AtomicInteger();
            layers.watch(() -> asked.incrementAndGet() > 4);
            assertThrows(CancellationException.class,
                    () -> run(layers, normals(random, INPUTS * size * size), normals(random, INPUTS), 1, size, resampling));
        }
    }

    private static float[] run(Layers layers, float[] x, float[] style, int samples, int size, Resampling resampling) {
        Random random = new Random(3);
        FullyConnectedParameters affine = FullyConnectedParameters.equalised(Tensor.of(new float[INPUTS], INPUTS, 1),
                Tensor.of(new float[INPUTS], INPUTS), 1, Activation.NONE);
        ConvolutionParameters parameters = new ConvolutionParameters("b8.conv0", 0, Optional.of(affine),
                Tensor.of(normals(random, OUTPUTS * INPUTS * 9), OUTPUTS, INPUTS, 3, 3), resampling, true, 1, Optional.empty(),
                Optional.empty(), Activation.LEAKY_RELU);
        try (ModulatedConvolution layer = layers.load(parameters, Filter.separable(1, 3, 3, 1))) {
            DeviceTensor y = layer.apply(layers.upload(new Shape(samples, INPUTS, size, size), x),
                    Optional.of(layers.upload(Shape.vectors(samples, INPUTS), style)), Optional.empty());
            float[] values = new float[(int) y.shape().count()];
            layers.download(y, values);
            return values;
        }
    }

    private static float[] part(float[] all, int n) {
        int size = all.length / 3;
        return Arrays.copyOfRange(all, n * size, (n + 1) * size);
    }

    private static float[] normals(Random random, int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }
}
