package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Profile;
import org.stylestack.layer.ProfiledLayers;
import org.stylestack.layer.Shape;

/** What a trial times is the way that is chosen, one after the other. */
class LayerTrialTest {

    @Test
    void eachWayRunsItsOwnKernels() throws IOException {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("nano8.safetensors")));
        ConvolutionParameters last = generator.blocks().get(generator.blocks().size() - 1).conv1();
        LayerShape shape = LayerShape.of(last, new Shape(1, last.inputs(), 8, 8), Precision.FAST);
        Tuning tuning = new Tuning();
        Profile profile = new Profile();
        try (Layers layers = new ProfiledLayers(TestDevices.processor().open(Precision.FAST, Family.CPU, tuning, profile), profile);
                Layers.Scope scope = layers.scope()) {
            LayerTrial trial = new LayerTrial(layers, profile, generator, last, shape, layers.upload(Shape.vectors(1, 64), new float[64]));
            Map.of("direct", Set.of("direct", "to_rgb"), "winograd 4x4 all tiles", Set.of("winograd_steps", "to_rgb"),
                    "winograd 4x4 12 tiles", Set.of("winograd_rgb")).forEach((choice, kernels) -> {
                        tuning.choose(shape.key(), choice);
                        assertTrue(trial.milliseconds() > 0);
                        Set<String> run = new HashSet<>();
                        profile.layers().values().forEach(layer -> run.addAll(layer.kernels().keySet()));
                        run.retainAll(Set.of("direct", "winograd_steps", "winograd", "winograd_rgb", "to_rgb"));
                        assertEquals(kernels, run, choice);
                    });
        }
    }
}
