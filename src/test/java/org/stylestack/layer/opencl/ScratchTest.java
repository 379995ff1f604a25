package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Generator;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Precision;
import org.stylestack.layer.jvm.JvmLayers;

/** What layers say that they take besides their maps is no less than their tiles in work. */
class ScratchTest {

    private final Generator generator;

    ScratchTest() throws IOException {
        generator = Generator.of(Checkpoint.open(Path.of("sample-weights/portraits-64.safetensors")));
    }

    /** A tuner may take all of a picture's 6×6 tiles at once, of 64 points each. */
    @Test
    void ofProcessorsHoldsEveryPlan() {
        for (ConvolutionParameters layer : generator.layers()) {
            if (layer.kernelSize() == 3 && layer.resampling() == Resampling.NONE) {
                long most = 1024L * 64 * (layer.inputs() + layer.outputs()) * Float.BYTES;
                assertTrue(CpuConvolution.scratch(layer, 2) >= most, layer.name());
            }
        }
    }

    /** A row has room for 528 tiles; an up layer's have 49 points, others' 36. */
    @Test
    void ofThreadsGrowsWithTheirNumber() {
        try (JvmLayers threads = new JvmLayers(new LayerOptions(Precision.FAST, 3, Optional.empty()))) {
            for (ConvolutionParameters layer : generator.layers()) {
                int points = layer.resampling() == Resampling.UP ? 49 : 36;
                assertEquals(3L * 528 * points * Math.max(layer.inputs(), layer.outputs()) * Float.BYTES, threads.scratch(layer), layer.name());
            }
        }
    }
}
