package org.stylestack.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.Fixtures;

/** What is written as safetensors is read as the same generator, to the bit. */
@Tag("all-fixtures")
class GeneratorWriterTest {

    @TempDir
    private Path folder;

    static Set<String> models() {
        return Fixtures.models().keySet();
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsBackToTheBit(String model) throws IOException {
        Generator original = Generator.of(Checkpoint.open(Fixtures.file(model)));
        Path file = folder.resolve("converted.safetensors");
        GeneratorWriter.write(original, file);
        Generator read = Generator.of(Checkpoint.open(file));
        assertEquals(original.architecture(), read.architecture());
        assertEquals(original.filter(), read.filter());
        assertSame(original.constant(), read.constant());
        assertSame(original.meanW(), read.meanW());
        assertEquals(original.mapping().zSize(), read.mapping().zSize());
        assertEquals(original.mapping().classes(), read.mapping().classes());
        assertEquals(original.mapping().layers().size(), read.mapping().layers().size());
        original.mapping().embedding().ifPresent(embedding -> assertSame(embedding, read.mapping().embedding().orElseThrow()));
        for (int n = 0; n < original.mapping().layers().size(); n++) {
            assertSame(original.mapping().layers().get(n), read.mapping().layers().get(n));
        }
        assertEquals(original.layers().size(), read.layers().size());
        for (int n = 0; n < original.layers().size(); n++) {
            assertSame(original.layers().get(n), read.layers().get(n));
        }
        for (int n = 0; n < original.blocks().size(); n++) {
            Optional<ConvolutionParameters> residual = original.blocks().get(n).residual();
            assertEquals(residual.isPresent(), read.blocks().get(n).residual().isPresent());
            if (residual.isPresent()) {
                assertSame(residual.get(), read.blocks().get(n).residual().orElseThrow());
            }
        }
    }

    @Test
    void writesTheSameBytesAgain() throws IOException {
        Path first = folder.resolve("first.safetensors");
        Path second = folder.resolve("second.safetensors");
        GeneratorWriter.write(Generator.of(Checkpoint.open(Fixtures.model("resnet32_ada.pkl"))), first);
        GeneratorWriter.write(Generator.of(Checkpoint.open(first)), second);
        assertEquals(-1, Files.mismatch(first, second));
    }

    @Test
    void usesRosinalitysNamesWhereTheyCanExpressTheNetwork() throws IOException {
        Path file = folder.resolve("canon32.safetensors");
        GeneratorWriter.write(Generator.of(Checkpoint.open(Fixtures.model("canon32_ada.pkl"))), file);
        Checkpoint expected = Checkpoint.open(Fixtures.model("canon32.safetensors"));
        Checkpoint written = Checkpoint.open(file);
        assertEquals(expected.tensors().keySet(), written.tensors().keySet());
        for (String name : expected.tensors().keySet()) {
            assertArrayEquals(expected.tensors().get(name).shape(), written.tensors().get(name).shape(), name);
            assertArrayEquals(expected.tensors().get(name).floats(), written.tensors().get(name).floats(), name);
        }
        GeneratorWriter.write(Generator.of(Checkpoint.open(Fixtures.model("cond32_tf.pkl"))), file);
        assertTrue(Checkpoint.open(file).tensors().containsKey("mapping.embed.weight"));
    }

    @Test
    void mayReplaceTheFileThatItReads() throws IOException {
        Path file = Files.copy(Fixtures.model("canon32.safetensors"), folder.resolve("canon32.safetensors"));
        float[] constant = Generator.of(Checkpoint.open(file)).constant().floats();
        GeneratorWriter.write(Generator.of(Checkpoint.open(file)), file);
        assertArrayEquals(constant, Generator.of(Checkpoint.open(file)).constant().floats());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static void assertSame(ConvolutionParameters expected, ConvolutionParameters actual) {
        assertEquals(expected.name(), actual.name());
        assertEquals(expected.latentIndex(), actual.latentIndex());
        assertEquals(expected.resampling(), actual.resampling());
        assertEquals(expected.demodulate(), actual.demodulate());
        assertEquals(expected.weightGain(), actual.weightGain());
        assertEquals(expected.activation(), actual.activation());
        assertEquals(expected.noise().isPresent(), actual.noise().isPresent());
        expected.noise().ifPresent(noise -> {
            assertEquals(noise.strength(), actual.noise().orElseThrow().strength());
            assertEquals(noise.concatenated(), actual.noise().orElseThrow().concatenated());
            assertSame(noise.plane(), actual.noise().orElseThrow().plane());
        });
        expected.affine().ifPresent(affine -> assertSame(affine, actual.affine().orElseThrow()));
        assertSame(expected.weight(), actual.weight());
        assertSame(expected.bias(), actual.bias());
    }

    private static void assertSame(FullyConnectedParameters expected, FullyConnectedParameters actual) {
        assertEquals(expected.weightGain(), actual.weightGain());
        assertEquals(expected.biasGain(), actual.biasGain());
        assertEquals(expected.activation(), actual.activation());
        assertSame(expected.weight(), actual.weight());
        assertSame(expected.bias(), actual.bias());
    }

    private static void assertSame(Optional<Tensor> expected, Optional<Tensor> actual) {
        assertEquals(expected.isPresent(), actual.isPresent());
        expected.ifPresent(tensor -> assertSame(tensor, actual.orElseThrow()));
    }

    private static void assertSame(Tensor expected, Tensor actual) {
        assertArrayEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.floats(), actual.floats());
    }
}
