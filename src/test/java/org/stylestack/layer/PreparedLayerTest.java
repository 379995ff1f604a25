package org.stylestack.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;

/** What a layer makes ready for an input is what it needs for it, and no more. */
class PreparedLayerTest {

    private record Applied(float[] map, long memory) {}

    @ParameterizedTest
    @MethodSource("org.stylestack.fixture.TestDevices#families")
    void givesTheSameNumbersInTheSameMemory(String device) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Path.of("sample-weights/portraits-64.safetensors")));
        for (ConvolutionParameters layer : generator.layers()) {
            for (int size : new int[] {4, 32}) {
                Applied usual = apply(device, generator, layer, size, false);
                Applied prepared = apply(device, generator, layer, size, true);
                assertArrayEquals(usual.map(), prepared.map(), layer.name());
                assertEquals(usual.memory(), prepared.memory(), layer.name());
            }
        }
    }

    private static Applied apply(String device, Generator generator, ConvolutionParameters parameters, int size, boolean prepares) {
        Shape shape = new Shape(1, parameters.inputs(), size, size);
        float[] ones = new float[Math.toIntExact(shape.count())];
        Arrays.fill(ones, 1);
        try (Layers layers = TestDevices.open(device);
                ModulatedConvolution layer = layers.load(parameters, generator.filter());
                Layers.Scope scope = layers.scope()) {
            if (prepares) {
                layer.prepare(shape);
            }
            DeviceTensor style = layers.upload(Shape.vectors(1, parameters.inputs()), Arrays.copyOf(ones, parameters.inputs()));
            DeviceTensor map = layer.apply(layers.upload(shape, ones), Optional.of(style), Optional.empty());
            float[] values = new float[Math.toIntExact(map.shape().count())];
            layers.download(map, values);
            return new Applied(values, layers.memory().used());
        }
    }
}
