package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.LimitedDevice;
import org.stylestack.fixture.NotedProgress;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.Layers;
import org.stylestack.layer.MemoryUse;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.synthesis.Output.Kind;

/** Batches where the device's memory ends sooner than was estimated. */
class BatchesTest {

    private static final long PLENTY = 1L << 40;

    private final NotedProgress progress = new NotedProgress();
    private final List<String> notes = progress.notes();

    @Test
    void halfABatchIsTriedWhereMemoryEndsAndEveryOutputComesOnce() throws IOException {
        Map<String, float[]> expected = new TreeMap<>();
        MemoryUse one = run(PLENTY, 1, expected);
        Map<String, float[]> actual = new TreeMap<>();
        run(one.peak() / Float.BYTES * 9 / 8, 7, actual);
        assertTrue(notes.size() >= 2 && notes.get(0).endsWith("; 3 faces at once will be tried"), notes.toString());
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
    }

    /** A processor's memory would hold more, which would make no face faster. */
    @Test
    void saysHowManyAreComputedInsteadOfTooMany() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        Recipe recipe = new Recipe(new LatentSource.Drawn(Seeds.parse("0-49999"), Rng.NUMPY), new float[0], Truncation.NONE,
                Optional.empty(), new Noise.Random(1), EnumSet.of(Kind.FACES), 50000);
        Progress untilNoted = new Progress() {
            @Override
            public boolean isCancelled() {
                return !notes.isEmpty();
            }

            @Override
            public void report(double done, String what) {}

            @Override
            public void note(String message) {
                notes.add(message);
            }
        };
        try (Layers layers = TestDevices.open("java"); Network network = new Network(generator, layers)) {
            assertThrows(CancellationException.class, () -> Synthesis.run(network, recipe, (output, first, shape, values) -> {}, untilNoted));
            assertEquals(List.of("batch: 50000 faces at once would take more memory than is asked of this device; " + network.largestBatch()
                    + " are computed at once"), notes);
        }
    }

    @Test
    void whereOneFaceDoesNotFitTheDeviceFails() throws IOException {
        MemoryUse one = run(PLENTY, 1, new TreeMap<>());
        assertThrows(DeviceMemoryException.class, () -> run(one.peak() / Float.BYTES / 2, 7, new TreeMap<>()));
    }

    /** Outputs of seven faces, gathered in the order in which they come. */
    private MemoryUse run(long room, int batch, Map<String, float[]> outputs) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        // Bare convolutions hold their weights twice, which would be the most of the memory of so small a network.
        Set<Kind> wanted = EnumSet.complementOf(EnumSet.of(Kind.CONVOLUTIONS));
        Recipe recipe = new Recipe(new LatentSource.Drawn(Seeds.parse("3-9"), Rng.NUMPY), new float[0], Truncation.NONE,
                Optional.empty(), new Noise.Random(1), wanted, batch);
        LimitedDevice device = new LimitedDevice(room);
        MemoryUse memory;
        try (Layers layers = new KernelLayers(device)) {
            try (Network network = new Network(generator, layers)) {
                Synthesis.run(network, recipe, (output, first, shape, values) -> outputs.merge(output.path(), values, BatchesTest::join),
                        progress);
            }
            memory = layers.memory();
        } finally {
            assertEquals(0, device.open(), "buffers that nobody closed");
        }
        return memory;
    }

    private static float[] join(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
