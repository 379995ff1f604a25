package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.fixture.Fixtures;
import org.stylestack.image.Provenance;

/** The shell's {@code layers} against the layers of canon32's goldens. */
class LayersCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");

    @TempDir
    private Path folder;

    private Shell layers(String... arguments) {
        String[] start = {"layers", "--device", "java", "--precision", "exact", "--model", MODEL.toString(), "--out",
                folder.resolve("out").toString()};
        String[] all = Arrays.copyOf(start, start.length + arguments.length);
        System.arraycopy(arguments, 0, all, start.length, arguments.length);
        return Shell.run(all);
    }

    @Test
    void mapsAreTheNetworksOwn() throws IOException {
        Shell shell = layers("--seeds", "85", "--layers", "b16.*, b4-b8 conv1", "--format", "npy");
        assertEquals(0, shell.status(), shell.err().toString());
        assertEquals(List.of("layers", "layers/b16.conv0.npy", "layers/b16.conv1.npy", "layers/b4.conv1.npy", "layers/b8.conv1.npy",
                "statistics.csv"), Shell.files(folder.resolve("out")));
        for (String layer : List.of("b4.conv1", "b8.conv1", "b16.conv0", "b16.conv1")) {
            Fixtures.golden("canon32", "seed85/feat/" + layer).assertClose(Shell.array(folder.resolve("out/layers/" + layer
                    + ".npy")));
        }
    }

    @Test
    void theTableHoldsLayersAndChannels() throws IOException {
        layers("--seeds", "3,85", "--layers", "b8.conv1", "--save", "statistics");
        float[] map = Fixtures.golden("canon32", "seed85/feat/b8.conv1").values();
        List<String> lines = Files.readAllLines(folder.resolve("out/statistics.csv"));
        int channels = map.length / 64;
        assertEquals(1 + 2 * (1 + channels), lines.size());
        assertTrue(lines.get(0).endsWith("Seed,Layer,Channel,Mean,StdDev,Min,Max,RMS,Clamped,Zero"), lines.get(0));
        double sum = 0;
        double squares = 0;
        for (int k = 5 * 64; k < 6 * 64; k++) {
            sum += map[k];
            squares += map[k] * (double) map[k];
        }
        String[] row = lines.get(1 + 1 + channels + 1 + 5).split(",");
        int at = row.length - 10;
        assertEquals("85 b8.conv1 5", row[at] + " " + row[at + 1] + " " + row[at + 2]);
        assertEquals(sum / 64, Double.parseDouble(row[at + 3]), 1e-5);
        assertEquals(Math.sqrt(squares / 64 - sum / 64 * sum / 64), Double.parseDouble(row[at + 4]), 1e-5);
        assertEquals(Math.sqrt(squares / 64), Double.parseDouble(row[at + 7]), 1e-5);
    }

    @Test
    void theChannelsThatVaryMostAreShownByTheirIndex() {
        Shell shell = layers("--seeds", "3,85", "--layers", "b8.conv1", "--most", "2", "--save", "maps,spectra");
        assertEquals(0, shell.status(), shell.err().toString());
        float[] map = Fixtures.golden("canon32", "seed85/feat/b8.conv1").values();
        int largest = 0;
        double[] variances = new double[map.length / 64];
        for (int c = 0; c < variances.length; c++) {
            double mean = 0;
            for (int k = 0; k < 64; k++) {
                mean += map[c * 64 + k] / 64.0;
            }
            for (int k = 0; k < 64; k++) {
                variances[c] += Math.pow(map[c * 64 + k] - mean, 2);
            }
            largest = variances[c] > variances[largest] ? c : largest;
        }
        ImagePlus maps = new Opener().openImage(folder.resolve("out/layers/b8.conv1.tif").toString());
        assertEquals(4, maps.getStackSize());
        assertEquals("seed 85 psi 1 channel " + largest, maps.getStack().getSliceLabel(3));
        assertArrayEquals(Arrays.copyOfRange(map, largest * 64, (largest + 1) * 64), (float[]) maps.getStack().getPixels(3), 1e-4f);
        assertEquals("Inspect Layers...", Provenance.parse(maps.getInfoProperty()).entries().get("command"));
        ImagePlus spectra = new Opener().openImage(folder.resolve("out/spectra/b8.conv1.tif").toString());
        assertArrayEquals(new int[] {8, 8, 1, 2, 1}, spectra.getDimensions());
    }

    @Test
    void tablesAreNotOverwrittenUnasked() {
        assertEquals(0, layers("--layers", "b4", "--save", "statistics").status());
        Shell again = layers("--layers", "b4", "--save", "statistics");
        assertEquals(1, again.status());
        assertTrue(again.err().get(0).contains("statistics.csv is there already"), again.err().toString());
    }
}
