package org.stylestack.layer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.layer.TunedTwinsTest.Case;
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.Tuning;

/** Every way to compute a 3×3 layer that a GPU may be told, against the definition, where the default would take another. */
@TestInstance(Lifecycle.PER_CLASS)
class GpuPlansTest {

    private final Tuning tuning = new Tuning();
    private final Layers definition = new KernelLayers(new JavaThreads(2));
    private Layers gpu;

    @BeforeAll
    void open() {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        gpu = TestDevices.openClDevice().open(LayerOptions.USUAL, Family.GPU, tuning);
    }

    @AfterAll
    void close() {
        definition.close();
        if (gpu != null) {
            gpu.close();
        }
    }

    static List<Object[]> plans() {
        List<Object[]> plans = new ArrayList<>();
        int seed = 0;
        for (String tile : List.of("128x128/8x8", "128x64/8x4", "64x128/8x8", "64x64/4x4", "64x64/8x8", "32x128/8x4", "32x64/4x4",
                "16x64/4x4", "64x16/4x4", "32x32/4x4")) {
            plans.add(new Object[] {"winograd " + tile + " 64 MB", of(seed++, 2, 33, 20, 9, 7, Resampling.NONE)});
            plans.add(new Object[] {"direct " + tile + " 1 parts", of(seed++, 3, 20, 33, 5, 12, Resampling.NONE)});
            plans.add(new Object[] {"direct " + tile + " 2 parts", of(seed++, 2, 3, 135, 6, 6, Resampling.UP)});
        }
        // In bands; in more parts than there are steps; with pixels that no float4 holds; with no neighbours.
        plans.add(new Object[] {"winograd 32x32/4x4 1 MB", of(seed++, 2, 33, 40, 44, 42, Resampling.NONE)});
        plans.add(new Object[] {"direct 64x16/4x4 7 parts", of(seed++, 3, 33, 70, 3, 3, Resampling.NONE)});
        plans.add(new Object[] {"direct 64x16/4x4 5 parts", of(seed++, 3, 33, 70, 4, 4, Resampling.UP)});
        plans.add(new Object[] {"direct 32x32/4x4 1 parts", of(seed++, 2, 17, 3, 7, 1, Resampling.NONE)});
        plans.add(new Object[] {"winograd 32x32/4x4 64 MB", of(seed, 1, 16, 16, 1, 1, Resampling.NONE)});
        return plans;
    }

    private static Case of(int seed, int samples, int inputs, int outputs, int height, int width, Resampling resampling) {
        Activation activation = seed % 3 == 0 ? new Activation(Activation.Function.LRELU, 0.2f, 1.4142f, 2) : Activation.LEAKY_RELU;
        return new Case(seed, samples, inputs, outputs, height, width, 3, resampling, seed % 5 != 0, seed % 2 == 0, seed % 4 == 0,
                false, activation);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void computesTheDefinition(String plan, Case one) {
        String kind = one.resampling() == Resampling.UP ? "fast.up" : "fast";
        tuning.choose("%s.%d-%d.%dx%d".formatted(kind, one.inputs(), one.outputs(), one.height(), one.width()), plan);
        double tolerance = plan.startsWith("winograd") ? 5e-5 : 1e-5;
        TunedTwinsTest.assertClose(TunedTwinsTest.run(definition, one), TunedTwinsTest.run(gpu, one), tolerance);
    }
}
