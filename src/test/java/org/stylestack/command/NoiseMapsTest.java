package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.SafetensorsWriter;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.Fixtures;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.synthesis.Noise;

class NoiseMapsTest {

    @Test
    void theMapsHaveOneProgress(@TempDir Path folder) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        Map<String, Tensor> maps = new LinkedHashMap<>();
        for (ConvolutionParameters layer : generator.noisyLayers()) {
            int size = generator.resolutionOf(layer);
            float[] plane = new float[size * size];
            plane[0] = size;
            maps.put(layer.name(), Tensor.of(plane, size, size));
        }
        Path file = folder.resolve("noise.safetensors");
        SafetensorsWriter.write(file, maps, Map.of());
        List<Double> shares = new ArrayList<>();
        Noise.Given noise = (Noise.Given) NoiseMaps.read(file, generator, shares::add);
        assertEquals(maps.keySet(), noise.planes().keySet());
        maps.forEach((layer, map) -> assertArrayEquals(map.floats(), noise.planes().get(layer)));
        // One share at the least for each map, of which the last is read when all before are.
        assertTrue(shares.size() >= maps.size(), shares.toString());
        assertEquals(shares.stream().sorted().toList(), shares);
        assertTrue(shares.get(shares.size() - 1) > 0.5 && shares.get(shares.size() - 1) <= 1, shares.toString());
    }
}
