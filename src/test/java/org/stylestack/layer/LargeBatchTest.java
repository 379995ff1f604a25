package org.stylestack.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.Tuning;

/** One layer of so large a batch that the kernels for CPUs compute it in several pieces. */
class LargeBatchTest {

    private static final int CHANNELS = 256;
    private static final int SIZE = 64;
    private static final int SAMPLES = 30;

    private final Random random = new Random(3);
    private final Tensor weight = Tensor.of(normals(CHANNELS * CHANNELS * 9), CHANNELS, CHANNELS, 3, 3);
    private final FullyConnectedParameters affine =
            FullyConnectedParameters.equalised(Tensor.of(normals(CHANNELS), CHANNELS, 1), Tensor.of(normals(CHANNELS), CHANNELS), 1, Activation.NONE);
    private final ConvolutionParameters parameters = new ConvolutionParameters("b64.conv1", 0, Optional.of(affine), weight, Resampling.NONE,
            true, 1f / 48, Optional.empty(), Optional.empty(), Activation.LEAKY_RELU);
    private int checks;

    @ParameterizedTest
    @EnumSource(Precision.class)
    void piecesMakeTheSameOfABatchAsOfItsSamplesAndHeedACancellation(Precision precision) {
        if (!TestDevices.names().contains("opencl")) {
            return;
        }
        try (Layers layers = TestDevices.openClDevice().open(new LayerOptions(precision), Family.CPU, new Tuning());
                ModulatedConvolution layer = layers.load(parameters, Filter.separable(1, 3, 3, 1))) {
            int one = CHANNELS * SIZE * SIZE;
            float[] x = normals(SAMPLES * one);
            float[] styles = normals(SAMPLES * CHANNELS);
            float[] lastX = Arrays.copyOfRange(x, x.length - one, x.length);
            float[] lastStyle = Arrays.copyOfRange(styles, styles.length - CHANNELS, styles.length);
            // The first run packs the weights, too.
            run(layers, layer, lastX, lastStyle);
            float[] last = run(layers, layer, lastX, lastStyle);
            int ofOne = checks;
            float[] all = run(layers, layer, x, styles);
            assertTrue(checks > ofOne, "a large batch asks more than the " + ofOne + " times of one sample");
            assertArrayEquals(last, Arrays.copyOfRange(all, all.length - one, all.length));
            layers.watch(() -> ++checks > ofOne);
            checks = 0;
            assertThrows(CancellationException.class, () -> apply(layers, layer, x, styles).close());
        }
    }

    private float[] run(Layers layers, ModulatedConvolution layer, float[] x, float[] styles) {
        checks = 0;
        layers.watch(() -> ++checks < 0);
        try (DeviceTensor y = apply(layers, layer, x, styles)) {
            float[] values = new float[x.length];
            layers.watch(() -> false);
            layers.download(y, values);
            return values;
        }
    }

    private static DeviceTensor apply(Layers layers, ModulatedConvolution layer, float[] x, float[] styles) {
        int samples = styles.length / CHANNELS;
        try (DeviceTensor input = layers.upload(new Shape(samples, CHANNELS, SIZE, SIZE), x);
                DeviceTensor style = layers.upload(Shape.vectors(samples, CHANNELS), styles)) {
            return layer.apply(input, Optional.of(style), Optional.empty());
        }
    }

    private float[] normals(int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (float) random.nextGaussian();
        }
        return values;
    }
}
