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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
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
        assertTrue(again.err().get(again.err().size() - 1).contains("statistics.csv is there already"), again.err().toString());
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve("out/" + name + ".npy"));
    }

    private static float[] golden(String layer) {
        return Fixtures.golden("canon32", "seed85/feat/" + layer).values();
    }

    @Test
    void beforeNoiseAndActivationIsTheConvolutionAlone() throws IOException {
        assertEquals(0, layers("--seeds", "85", "--layers", "b8.conv0", "--when", "before", "--save", "maps,statistics", "--format", "npy").status());
        assertEquals(List.of("convolutions", "convolutions/b8.conv0.npy", "statistics.csv"), Shell.files(folder.resolve("out")));
        float[] sums = array("convolutions/b8.conv0");
        ConvolutionParameters layer = Generator.of(Checkpoint.open(MODEL)).blocks().get(1).conv0().orElseThrow();
        float[] bias = layer.bias().orElseThrow().floats();
        float[] noise = layer.noise().orElseThrow().plane().orElseThrow().floats();
        for (int k = 0; k < sums.length; k++) {
            double x = sums[k] + layer.noise().get().strength() * noise[k % 64] + bias[k / 64];
            sums[k] = (float) (Math.sqrt(2) * Math.max(x, 0.2 * x));
        }
        Fixtures.golden("canon32", "seed85/feat/b8.conv0").assertClose(sums);
    }

    @Test
    void singleChannelsAreChosenByIndex() {
        assertEquals(0, layers("--seeds", "3,85", "--layers", "b8.conv1", "--channels", "9,3-4", "--save", "maps").status());
        ImagePlus maps = new Opener().openImage(folder.resolve("out/layers/b8.conv1.tif").toString());
        assertEquals(6, maps.getStackSize());
        assertEquals("seed 85 psi 1 channel 9", maps.getStack().getSliceLabel(4));
        assertEquals("seed 85 psi 1 channel 3", maps.getStack().getSliceLabel(5));
        assertArrayEquals(Arrays.copyOfRange(golden("b8.conv1"), 3 * 64, 4 * 64), (float[]) maps.getStack().getPixels(5), 1e-4f);
    }

    @Test
    void layersOfOneSizeAreOneStackAndOneMontage() throws IOException {
        assertEquals(0, layers("--seeds", "3,85", "--layers", "b4-b16 conv1", "--channels", "0,2,5", "--size", "common", "--save",
                "maps,montage", "--batch", "1").status());
        assertEquals(List.of("maps.tif", "montage.tif"), Shell.files(folder.resolve("out")));
        ImagePlus maps = new Opener().openImage(folder.resolve("out/maps.tif").toString());
        assertArrayEquals(new int[] {16, 16, 1, 9, 2}, maps.getDimensions());
        int slice = 9 + 3 + 2;
        assertEquals("seed 85 psi 1 b8.conv1 channel 2", maps.getStack().getSliceLabel(slice));
        assertEquals(2, maps.getCalibration().pixelWidth);
        ImagePlus montage = new Opener().openImage(folder.resolve("out/montage.tif").toString());
        assertArrayEquals(new int[] {48, 48, 1, 2, 1}, montage.getDimensions());
        float[] tall = golden("b8.conv1");
        for (int k = 0; k < 256; k++) {
            int x = k % 16;
            int y = k / 16;
            float expected = tall[2 * 64 + y / 2 * 8 + x / 2];
            assertEquals(expected, maps.getStack().getProcessor(slice).getf(x, y), 1e-4f);
            assertEquals(expected, montage.getStack().getProcessor(2).getf(16 + x, 16 + y), 1e-4f);
        }
    }

    @Test
    void theMontageHasARowForEveryLayer() throws IOException {
        assertEquals(0, layers("--seeds", "85", "--layers", "b4.conv1, b32.conv1", "--save", "montage,plot", "--format", "npy").status());
        assertEquals(List.of("montage.npy", "rms.png"), Shell.files(folder.resolve("out")));
        // 32 channels take two rows of 16, and 8 one.
        assertArrayEquals(new int[] {1, 1, 3 * 32, 16 * 32}, Shell.shape(folder.resolve("out/montage.npy")));
        float[] montage = array("montage");
        float[] last = golden("b32.conv1");
        assertEquals(last[7 * 1024 + 5 * 32 + 9], montage[(64 + 5) * 512 + 7 * 32 + 9], 1e-4f);
        assertEquals(golden("b4.conv1")[17 * 16 + 5], montage[(32 + 8) * 512 + 32 + 8], 1e-4f);
        assertEquals(0, montage[(64 + 5) * 512 + 8 * 32 + 9], "nothing beyond the last channel");
    }

    @Test
    void anArrayOfChosenChannelsHasAListOfThem() throws IOException {
        assertEquals(0, layers("--seeds", "3,85", "--layers", "b8.conv1", "--most", "2", "--save", "maps", "--format", "npy").status());
        assertEquals(List.of("layers", "layers/b8.conv1.csv", "layers/b8.conv1.npy"), Shell.files(folder.resolve("out")));
        assertArrayEquals(new int[] {4, 1, 8, 8}, Shell.shape(folder.resolve("out/layers/b8.conv1.npy")));
        List<String> list = Files.readAllLines(folder.resolve("out/layers/b8.conv1.csv"));
        assertTrue(list.get(0).endsWith("Index,Label"), list.get(0));
        float[] chosen = array("layers/b8.conv1");
        for (int k = 2; k < 4; k++) {
            String row = list.get(1 + k);
            assertTrue(row.startsWith(k + ",seed 85 psi 1 channel "), row);
            int channel = Integer.parseInt(row.substring(row.lastIndexOf(' ') + 1));
            assertArrayEquals(Arrays.copyOfRange(golden("b8.conv1"), channel * 64, (channel + 1) * 64),
                    Arrays.copyOfRange(chosen, k * 64, (k + 1) * 64), 1e-4f);
        }
        Shell again = layers("--seeds", "3,85", "--layers", "b8.conv1", "--most", "2", "--save", "maps", "--format", "npy");
        assertTrue(again.err().get(again.err().size() - 1).contains("is there already"), again.err().toString());
    }

    @Test
    void mapsOfOneSizeAreListedByLayerAndChannel() throws IOException {
        assertEquals(0, layers("--seeds", "85", "--layers", "b4-b8 conv1", "--channels", "5,1", "--size", "common", "--save", "maps", "--format",
                "npy").status());
        assertArrayEquals(new int[] {1, 4, 1, 8, 8}, Shell.shape(folder.resolve("out/maps.npy")));
        List<String> list = Files.readAllLines(folder.resolve("out/maps.csv"));
        assertTrue(list.get(3).endsWith("2,seed 85 psi 1 b8.conv1 channel 5"), list.toString());
        assertArrayEquals(Arrays.copyOfRange(golden("b8.conv1"), 5 * 64, 6 * 64), Arrays.copyOfRange(array("maps"), 2 * 64, 3 * 64), 1e-4f);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "8-9  | 0 | --channels: the layer b32.conv1 has the channels 0 to 7, but 8 was asked for; choose other channels, or layers that have it",
        "3-1  | 0 | --channels: \"3-1\" names no channels; write them like 0,5-7",
        "some | 0 | --channels: \"some\" names no channels; write them like 0,5-7",
        "1    | 2 | --channels: 1 are given, and the 2 of most variance, too; leave one out",
    })
    void refusesChannelsThatAreNotThere(String channels, String most, String message) {
        Shell shell = layers("--layers", "b32.conv1", "--channels", channels, "--most", most);
        assertEquals(2, shell.status());
        assertEquals(message, shell.err().get(shell.err().size() - 1));
    }
}
