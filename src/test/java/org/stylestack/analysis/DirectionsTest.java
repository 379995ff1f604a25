package org.stylestack.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.SampledLatents;

/** Directions against NumPy's arrays and rosinality's file. */
class DirectionsTest {

    private final Generator generator;

    @TempDir
    private Path folder;

    DirectionsTest() throws IOException {
        generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
    }

    private List<ConvolutionParameters> layers(String text) {
        List<String> names = LayerNames.choose("layers", text,
                generator.layers().stream().map(ConvolutionParameters::name).toList());
        return generator.layers().stream().filter(layer -> names.contains(layer.name())).toList();
    }

    @Test
    void closedFormFactorizationIsNumPys() {
        Directions found = ClosedFormFactorization.of(layers("conv*"), 10);
        Fixtures.npy("analysis/sefa_directions.npy").assertClose(found.vectors().floats());
        Fixtures.npy("analysis/sefa_singular_values.npy").assertClose(found.about().get("singular_values").floats());
    }

    /** rosinality's program leaves out to_rgbs, but not to_rgb1; it computes in float32, which its file is near to. */
    @Test
    void rosinalitysFileHoldsTheSameDirections() throws IOException {
        Directions file = Directions.read(Fixtures.file("latents/canon32_factor_rosinality.pt"), 64);
        float[] theirs = file.vectors().floats();
        float[] ours = ClosedFormFactorization.of(layers("conv*, b4.torgb"), 64).vectors().floats();
        assertEquals(64, file.count());
        for (int k = 0; k < 64; k++) {
            double product = 0;
            for (int i = 0; i < 64; i++) {
                product += (double) theirs[k * 64 + i] * ours[k * 64 + i];
            }
            assertEquals(1, Math.abs(product), 1e-5, "direction " + k);
        }
    }

    @Test
    void principalComponentsAreNumPys() {
        float[] w = Fixtures.npy("analysis/pca_w.npy").values();
        Covariance covariance = new Covariance(16);
        // Batches of sizes that four does not divide, too.
        for (int from = 0, rows = 1; from < w.length; from += rows * 16, rows += 2) {
            covariance.add(Arrays.copyOfRange(w, from, Math.min(w.length, from + rows * 16)));
            rows = Math.min(rows, (w.length - from) / 16);
        }
        Directions found = PrincipalComponents.of(covariance, 16);
        Fixtures.npy("analysis/pca_components.npy").assertClose(found.vectors().floats());
        Fixtures.npy("analysis/pca_mean.npy").assertClose(found.about().get("mean").floats());
        Fixtures.npy("analysis/pca_stdev.npy").assertClose(found.about().get("stdev").floats());
        Fixtures.npy("analysis/pca_explained.npy").assertClose(found.about().get("explained").floats());
    }

    @Test
    void principalComponentsOfANetworkAreThoseOfItsW() {
        try (Layers device = TestDevices.open("java"); Network network = new Network(generator, device)) {
            Directions found = PrincipalComponents.of(network, new float[0], 300, 5, 3, Progress.SILENT);
            float[] first = found.vectors().floats();
            double[] sum = new double[2];
            new SampledLatents(network, new float[0], 5).forEach(300, w -> {
                for (int n = 0; n < w.length / 64; n++) {
                    double along = 0;
                    for (int k = 0; k < 64; k++) {
                        along += (double) w[n * 64 + k] * first[k];
                    }
                    sum[0] += along;
                    sum[1] += along * along;
                }
            }, Progress.SILENT);
            double stdev = Math.sqrt((sum[1] - sum[0] * sum[0] / 300) / 299);
            assertEquals(stdev, found.about().get("stdev").floats()[0], 1e-5 * stdev);
            Progress cancelled = new Progress() {
                @Override
                public boolean isCancelled() {
                    return true;
                }

                @Override
                public void report(double done, String what) {}
            };
            assertThrows(CancellationException.class, () -> PrincipalComponents.of(network, new float[0], 300, 5, 3, cancelled));
        }
    }

    @Test
    void directionsComeBackFromTheirFile() throws IOException {
        Directions made = PrincipalComponents.of(covarianceOfFixture(), 4);
        Path file = folder.resolve("pca.safetensors");
        made.write(file, Map.of("method", "pca"));
        Directions read = Directions.read(file, 16);
        assertArrayEquals(made.vectors().floats(), read.vectors().floats());
        assertArrayEquals(made.step(2), read.step(2));
        assertEquals(made.about().keySet(), read.about().keySet());
        String message = assertThrows(CheckpointException.class, () -> Directions.read(file, 64)).getMessage();
        assertTrue(message.contains("[4, 16], but [directions, 64] was expected"), message);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> read.step(4)).getMessage().contains("give 0 to 3"));
    }

    private static Covariance covarianceOfFixture() {
        Covariance covariance = new Covariance(16);
        covariance.add(Fixtures.npy("analysis/pca_w.npy").values());
        return covariance;
    }

    @Test
    void facesMoveByStrengthTimesStandardDeviationInTheirLayers() {
        float[] vectors = {1, 0, 0, 0.6f, 0, 0.8f};
        Directions directions = new Directions(Tensor.of(vectors, 2, 3), Map.of("stdev", Tensor.of(new float[] {1, 10}, 2)));
        // Two faces of two layers.
        float[] wPlus = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15};
        BitSet second = new BitSet();
        second.set(1);
        DirectionSeries series = new DirectionSeries(wPlus, new long[] {7, 9}, directions.step(1), Strengths.parse("strength",
                "-1:2:3"), second);
        assertEquals(6, series.count());
        assertEquals(9, series.sampleSeed(3));
        assertEquals(0.5, series.strength(4));
        assertArrayEquals(new float[] {0, 1, 2, 3 + 12, 4, 5 + 16, 10, 11, 12, 13 - 6, 14, 15 - 8}, series.wPlus(2, 2), 1e-6f);
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}, wPlus);
    }

    @Test
    void strengthsAreRangesOrLists() {
        assertArrayEquals(new double[] {-3, -2, -1, 0, 1, 2, 3}, Strengths.parse("strength", "-3:3:7"));
        assertArrayEquals(new double[] {2.5, -1}, Strengths.parse("strength", "2.5, -1"));
        for (String wrong : List.of("", "1:2", "1:2:1", "1:2:3:4", "a", "0:NaN:3")) {
            String message = assertThrows(IllegalArgumentException.class, () -> Strengths.parse("strength", wrong)).getMessage();
            assertTrue(message.startsWith("strength: \"" + wrong + "\" is no range"), message);
        }
    }

    @Test
    void layersAreNamedByResolutionAndKind() {
        List<String> names = List.of("b4.conv1", "b4.torgb", "b8.conv0", "b8.conv1", "b8.torgb", "b16.conv0", "b16.conv1",
                "b16.torgb");
        assertEquals(List.of("b8.conv0", "b8.conv1", "b8.torgb"), LayerNames.choose("layers", "b8.*", names));
        assertEquals(List.of("b4.conv1", "b8.conv1", "b16.torgb"), LayerNames.choose("layers", "b16.torgb,B4 - b8 conv1", names));
        assertEquals(List.of("b16.conv0", "b16.conv1", "b16.torgb"), LayerNames.choose("layers", "b16", names));
        assertEquals(names, LayerNames.choose("layers", "*", names));
        for (String wrong : List.of("b32", "conv2", "b8.conv0;", "b8,,b4")) {
            String message = assertThrows(IllegalArgumentException.class, () -> LayerNames.choose("layers", wrong,
                    names)).getMessage();
            assertTrue(message.contains("means no layer of this model; write b16.*"), message);
        }
    }
}
