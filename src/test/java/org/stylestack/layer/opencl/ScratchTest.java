package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.LargeGenerators;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;
import org.stylestack.layer.jvm.JvmLayers;

/** What layers say that they take besides their maps is no less than their tiles in work. */
class ScratchTest {

    /** Bytes of vectors and of a noise of zeros. */
    private static final int SMALL = 2 << 20;
    /** Bytes of the scratch of all workers for a sample, however many there are; what they leave for one another is less. */
    private static final long OF_A_SAMPLE = 128 << 20;

    private final Generator generator;

    ScratchTest() throws IOException {
        generator = Generator.of(Checkpoint.open(Path.of("sample-weights/portraits-64.safetensors")));
    }

    /** A tuner may take all of a picture's 6×6 tiles at once, of 64 points each. */
    @Test
    void ofProcessorsHoldsEveryPlan() {
        for (ConvolutionParameters layer : generator.layers()) {
            if (layer.kernelSize() == 3 && layer.resampling() == Resampling.NONE) {
                long most = 256L * 64 * (layer.inputs() + layer.outputs()) * Float.BYTES;
                assertTrue(CpuConvolution.scratch(layer, 2) >= most, layer.name());
            }
        }
    }

    /** Layers of a large model by the plans that take most, of one sample and of several. */
    @ParameterizedTest
    @CsvSource({"64, conv0, winograd 4x4 all tiles, 1", "64, conv0, winograd 4x4 all tiles, 2", "64, conv0, direct, 2",
        "64, conv1, winograd 4x4 all tiles, 1", "64, conv1, winograd 4x4 all tiles, 2", "128, conv0, winograd 4x4 24 tiles, 3",
        "128, conv0, winograd 4x4 96 tiles, 1", "128, conv1, winograd 6x6 all tiles, 2", "128, conv1, winograd 6x6 96 tiles, 2",
        "256, conv1, winograd 6x6 24 tiles, 1", "512, conv0, winograd 4x4 24 tiles, 1", "512, conv0, direct, 1"})
    void ofProcessorsIsAllThatIsTaken(int resolution, String name, String plan, int samples) {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        Generator large = LargeGenerators.configF(512);
        SynthesisBlock block = large.blocks().stream().filter(one -> one.resolution() == resolution).findFirst().orElseThrow();
        ConvolutionParameters parameters = name.equals("conv0") ? block.conv0().orElseThrow() : block.conv1();
        int size = name.equals("conv0") ? resolution / 2 : resolution;
        Shape in = new Shape(samples, parameters.inputs(), size, size);
        Tuning tuning = new Tuning();
        tuning.choose(LayerShape.of(parameters, in, Precision.FAST).key(), plan);
        for (int computeUnits : new int[] {2, 64}) {
            try (Layers layers = TestDevices.processor(computeUnits).open(LayerOptions.USUAL, Family.CPU, tuning);
                    ModulatedConvolution layer = layers.load(parameters, large.filter());
                    ModulatedConvolution toRgb = layers.load(block.toRgb().orElseThrow(), large.filter());
                    DeviceTensor x = layers.upload(in, new float[Math.toIntExact(in.count())]);
                    DeviceTensor style = zeros(layers, samples, parameters.inputs());
                    DeviceTensor rgbStyle = zeros(layers, samples, parameters.outputs());
                    DeviceTensor below = layers.upload(new Shape(samples, 3, size / 2, size / 2),
                            new float[samples * 3 * size * size / 4])) {
                layer.prepare(in);
                long before = layers.memory().used();
                DeviceTensor out = layer.apply(x, Optional.of(style), Optional.empty());
                long maps = 2 * VectorTensor.storageOf(in).count() + VectorTensor.storageOf(out.shape()).count();
                out.close();
                if (name.equals("conv1")) {
                    layer.applyToRgb(x, Optional.of(style), Optional.empty(), toRgb, Optional.of(rgbStyle), below)
                            .ifPresent(DeviceTensor::close);
                }
                long taken = layers.memory().peak() - before - maps * Float.BYTES;
                long told = layers.scratch(parameters);
                assertTrue(taken <= told + SMALL, computeUnits + " units take " + taken + " and not " + told);
                assertTrue(taken <= (samples + 1L) * OF_A_SAMPLE, computeUnits + " units take " + taken + " for " + samples + " samples");
            }
        }
    }

    private static DeviceTensor zeros(Layers layers, int samples, int size) {
        return layers.upload(Shape.vectors(samples, size), new float[samples * size]);
    }

    /** A row has 540 numbers; an up layer's tiles have 49 points, others' 36, and there is a plane of sums. Lists have some rows more. */
    @Test
    void ofThreadsGrowsWithTheirNumber() {
        try (JvmLayers threads = new JvmLayers(new LayerOptions(Precision.FAST, 3, Optional.empty()))) {
            for (ConvolutionParameters layer : generator.layers()) {
                long planes = layer.resampling() == Resampling.UP ? 50 : 37;
                long row = 3 * 540 * Float.BYTES;
                int channels = Math.max(layer.inputs(), layer.outputs());
                long told = threads.scratch(layer);
                assertTrue(told >= row * planes * channels && told <= row * planes * (channels + 28), layer.name() + " " + told);
            }
        }
    }
}
