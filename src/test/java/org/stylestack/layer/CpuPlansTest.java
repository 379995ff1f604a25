package org.stylestack.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.layer.TunedTwinsTest.Case;
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.Tuning;

/** Every way to compute a 3×3 layer that a CPU may be told, against the definition, where the default would take another. */
class CpuPlansTest {

    /** More than there are chunks and bands, and than threads. */
    private static final int MANY_UNITS = 64;
    private static final int BATCH = 5;

    static List<Object[]> plans() {
        List<Object[]> plans = new ArrayList<>();
        Random random = new Random(3);
        for (String plan : List.of("direct", "winograd 4x4 all tiles", "winograd 4x4 12 tiles", "winograd 4x4 18 tiles",
                "winograd 4x4 24 tiles", "winograd 4x4 48 tiles", "winograd 4x4 96 tiles", "winograd 6x6 all tiles",
                "winograd 6x6 12 tiles", "winograd 6x6 48 tiles")) {
            for (Resampling resampling : List.of(Resampling.NONE, Resampling.UP)) {
                // Strips of 64, 32 and 16 columns and all that they leave; several chunks of tiles, the last one not full.
                int inputs = 1 + random.nextInt(70);
                int outputs = 1 + random.nextInt(150);
                int height = 1 + random.nextInt(40);
                int width = 1 + random.nextInt(40);
                plans.add(new Object[] {plan, new Case(plans.size(), 1 + random.nextInt(2), inputs, outputs, height, width, 3,
                        resampling, true, true, random.nextBoolean(), false, Activation.LEAKY_RELU)});
            }
        }
        return plans;
    }

    @ParameterizedTest
    @MethodSource("plans")
    void computesTheDefinition(String plan, Case one) {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        Tuning tuning = new Tuning();
        String kind = one.resampling() == Resampling.UP ? "fast.up" : "fast";
        tuning.choose("%s.%d-%d.%dx%d".formatted(kind, one.inputs(), one.outputs(), one.height(), one.width()), plan);
        float[] result;
        float[] usual;
        float[] byMany;
        try (Layers cpu = TestDevices.processor().open(LayerOptions.USUAL, Family.CPU, tuning);
                Layers many = TestDevices.processor(MANY_UNITS).open(LayerOptions.USUAL, Family.CPU, tuning);
                Layers untuned = TestDevices.processor().open(LayerOptions.USUAL, Family.CPU, new Tuning())) {
            result = TunedTwinsTest.run(cpu, one);
            usual = TunedTwinsTest.run(untuned, one);
            byMany = TunedTwinsTest.run(many, one);
        }
        try (Layers definition = new KernelLayers(new JavaThreads(2))) {
            TunedTwinsTest.assertClose(TunedTwinsTest.run(definition, one), result, plan.equals("direct") ? 1e-5 : 5e-5);
        }
        assertArrayEquals(result, byMany, "the number of workers changes no bit");
        if (plan.startsWith("winograd 4x4") && one.resampling() == Resampling.NONE && one.height() * one.width() >= 128) {
            assertArrayEquals(usual, result, "the chunk changes no bit");
        }
    }

    /** Alone its tiles go step by step, in a batch in chunks or bands, of which many workers have others. */
    @ParameterizedTest
    @EnumSource(names = {"NONE", "UP"})
    void aSampleIsTheSameInEveryBatch(Resampling resampling) {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        Random random = new Random(11);
        Shape in = new Shape(BATCH, 256, 32, 32);
        ConvolutionParameters parameters = new ConvolutionParameters("b32.conv", 0, Optional.of(TunedTwinsTest.fullyConnected(random, 5, in.c())),
                Tensor.of(TunedTwinsTest.normals(random, 16 * in.c() * 9), 16, in.c(), 3, 3), resampling, true, 0.02f, Optional.empty(),
                Optional.empty(), Activation.LEAKY_RELU);
        Filter filter = TunedTwinsTest.filter(new Random(2));
        float[] x = TunedTwinsTest.normals(random, (int) in.count());
        float[] styles = TunedTwinsTest.normals(random, in.n() * in.c());
        for (int units : new int[] {1, 2, 3, MANY_UNITS}) {
            try (Layers layers = TestDevices.processor(units).open(LayerOptions.USUAL, Family.CPU, new Tuning());
                    ModulatedConvolution layer = layers.load(parameters, filter)) {
                float[] all = apply(layers, layer, in, x, styles, 0, BATCH);
                for (int sample = 0; sample < BATCH; sample++) {
                    assertArrayEquals(part(all, sample, 1, BATCH), apply(layers, layer, in, x, styles, sample, 1),
                            "sample " + sample + " with " + units + " units");
                }
            }
        }
    }

    /** Some samples of what there is for a batch. */
    private static float[] apply(Layers layers, ModulatedConvolution layer, Shape batch, float[] x, float[] styles, int first, int count) {
        DeviceTensor input = layers.upload(new Shape(count, batch.c(), batch.h(), batch.w()), part(x, first, count, batch.n()));
        DeviceTensor style = layers.upload(Shape.vectors(count, batch.c()), part(styles, first, count, batch.n()));
        return TunedTwinsTest.download(layers, layer.apply(input, Optional.of(style), Optional.empty()));
    }

    private static float[] part(float[] values, int first, int count, int samples) {
        int one = values.length / samples;
        return Arrays.copyOfRange(values, first * one, (first + count) * one);
    }
}
