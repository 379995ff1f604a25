package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.Output.Kind;

/** The noise of single layers, told by the maps of the layers up to them. */
class NoiseByLayerTest {

    @Test
    void layersHaveTheirOwnNoiseOrNone() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        try (Layers layers = TestDevices.open("java"); Network network = new Network(generator, layers)) {
            Noise random = new Noise.Random(7);
            Map<String, float[]> none = maps(network, new Noise.None());
            Map<String, float[]> all = maps(network, random);
            Map<String, float[]> first = maps(network, new Noise.ByLayer(Map.of("b4.conv1", random, "b8.conv0", random)));
            assertArrayEquals(all.get("b8.conv0"), first.get("b8.conv0"));
            assertFalse(Arrays.equals(all.get("b8.conv1"), first.get("b8.conv1")));
            Map<String, float[]> later = maps(network, new Noise.ByLayer(Map.of("b8.conv1", random, "b4.conv1", new Noise.None())));
            assertArrayEquals(none.get("b8.conv0"), later.get("b8.conv0"));
            assertFalse(Arrays.equals(none.get("b8.conv1"), later.get("b8.conv1")));
        }
    }

    private static Map<String, float[]> maps(Network network, Noise noise) throws IOException {
        Map<String, float[]> maps = new HashMap<>();
        float[] wPlus = Truncation.NONE.spread(network.map(Rng.NUMPY.z(85, 64), new float[0]), 64, 8);
        network.synthesize(wPlus, noise, new long[] {85}, 0, Set.of(Kind.LAYERS),
                (output, index, shape, values) -> maps.put(output.name(), values), Progress.SILENT);
        return maps;
    }
}
