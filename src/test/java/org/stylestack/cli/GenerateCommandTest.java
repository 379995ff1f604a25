package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ImageProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.command.Models;
import org.stylestack.command.Version;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.Fixtures.Golden;
import org.stylestack.fixture.TestDevices;
import org.stylestack.image.Provenance;

/** The shell's {@code generate} against canon32's goldens. */
class GenerateCommandTest {

    private static final String MODEL = Fixtures.model("canon32.safetensors").toString();

    /** The device whose numbers are those of the kernels' definition. */
    private static final String JAVA = "--device java --model " + MODEL;

    @TempDir
    private Path folder;

    private static Golden golden(String name) {
        return Fixtures.golden("canon32", name);
    }

    private void generate(String arguments) {
        Shell.generate(folder.resolve("out"), JAVA + " --overwrite --format npy " + arguments);
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve("out").resolve(name + ".npy"));
    }

    private int[] shape(String name) throws IOException {
        return Shell.shape(folder.resolve("out").resolve(name + ".npy"));
    }

    @Test
    void everyOutputIsAnArrayInTheNetworksRange() throws IOException {
        generate("--seeds 85 --save faces,skips,rgb,layers,latents,styles");
        golden("seed85/img_const").assertClose(array("faces"));
        assertArrayEquals(new int[] {1, 3, 32, 32}, shape("faces"));
        for (int resolution : new int[] {4, 8, 16, 32}) {
            golden("seed85/rgb/b" + resolution + ".own").assertClose(array("rgb/%04d".formatted(resolution)));
            golden("seed85/rgb/b" + resolution + ".sum").assertClose(array("skips/%04d".formatted(resolution)));
        }
        for (String layer : List.of("b4.conv1", "b8.conv0", "b8.conv1", "b16.conv0", "b16.conv1", "b32.conv0", "b32.conv1")) {
            golden("seed85/feat/" + layer).assertClose(array("layers/" + layer));
            golden("seed85/style/" + layer).assertClose(array("styles/" + layer));
        }
        golden("seed85/z").assertClose(array("latents/z"));
        golden("seed85/w").assertClose(array("latents/w"));
        assertArrayEquals(new int[] {1, 64}, shape("latents/w"));
        assertArrayEquals(new int[] {1, 8, 64}, shape("latents/wplus"));
    }

    @Test
    void everyDeviceGivesTheFace() throws IOException {
        for (String device : TestDevices.names()) {
            Path out = folder.resolve(device);
            Shell shell = Shell.generate(out, "--model " + MODEL + " --format npy --seeds 85 --save faces --device " + device);
            assertEquals(out.resolve("faces.npy").toString(), shell.out().strip());
            golden("seed85/img_const").assertClose(Shell.array(out.resolve("faces.npy")), 5e-5);
        }
    }

    @Test
    void seedsAreListsAndRanges() throws IOException {
        generate("--seeds 0-1,85,4294967295 --save faces");
        assertArrayEquals(new int[] {4, 3, 32, 32}, shape("faces"));
        float[] faces = array("faces");
        int n = 0;
        for (String seed : List.of("0", "1", "85", "4294967295")) {
            golden("seed" + seed + "/img_const").assertClose(Arrays.copyOfRange(faces, n, n += 3 * 32 * 32));
        }
    }

    @Test
    void batchesGiveWhatSingleSamplesGive() throws IOException {
        generate("--seeds 0-4 --noise random --noise-seed 3 --batch 1 --save faces,layers");
        float[] faces = array("faces");
        float[] layer = array("layers/b16.conv0");
        generate("--seeds 0-4 --noise random --noise-seed 3 --batch 3 --save faces,layers");
        assertArrayEquals(faces, array("faces"));
        assertArrayEquals(layer, array("layers/b16.conv0"));
    }

    @Test
    void truncationPullsToTheMean() throws IOException {
        generate("--seeds 1 --psi 0.7 --save faces,latents");
        golden("seed1/img_const_psi0.7").assertClose(array("faces"));
        golden("seed1/ws_psi0.7").assertClose(array("latents/wplus"));
        generate("--seeds 1 --psi 0.7 --cutoff 4 --save faces,latents");
        golden("seed1/img_const_psi0.7_cut4").assertClose(array("faces"));
        golden("seed1/ws_psi0.7_cut4").assertClose(array("latents/wplus"));
        generate("--seeds 85 --psi -0.5 --save latents");
        golden("seed85/ws_psi-0.5").assertClose(Arrays.copyOf(array("latents/wplus"), 64));
    }

    @Test
    void noiseIsConstantNoneOrDrawnByItsSeed() throws IOException {
        generate("--seeds 85 --noise none --save faces");
        golden("seed85/img_none").assertClose(array("faces"));
        generate("--seeds 85 --noise random --noise-seed 7 --save faces");
        float[] seven = array("faces");
        generate("--seeds 85 --noise random --noise-seed 8 --save faces");
        assertFalse(Arrays.equals(seven, array("faces")));
        generate("--seeds 85 --noise random --noise-seed 7 --save faces");
        assertArrayEquals(seven, array("faces"));
    }

    @Test
    void torchSeedsDrawAsPyTorch() throws IOException {
        generate("--seeds 85 --rng torch --save faces");
        golden("torchseed85/img_const").assertClose(array("faces"));
    }

    @Test
    void mixingTakesTheFineLayersFromTheOtherSeed() throws IOException {
        generate("--seeds 0 --mix 1 --mix-at 3 --save faces");
        golden("mix_0_1_at3/img_const").assertClose(array("faces"));
    }

    @Test
    void latentsAreTakenFromFiles() throws IOException {
        Path w = Shell.save(folder.resolve("w.npy"), golden("wspace/w").values(), 1, 64);
        generate("--save faces --w " + w);
        golden("wspace/img_const").assertClose(array("faces"));
        Path wPlus = Shell.save(folder.resolve("wplus.npy"), golden("wplus/ws").values(), 1, 8, 64);
        generate("--save faces --w " + wPlus);
        golden("wplus/img_const").assertClose(array("faces"));
        Path z = Shell.save(folder.resolve("z.npy"), golden("seed85/z").values(), 64);
        generate("--psi 0.7 --save faces --z " + z);
        golden("seed85/img_const_psi0.7").assertClose(array("faces"));
    }

    @Test
    void writtenLatentsMakeTheSameFaces() throws IOException {
        generate("--seeds 0-2 --psi 0.7 --save faces,latents");
        float[] faces = array("faces");
        Path wPlus = Files.copy(folder.resolve("out/latents/wplus.npy"), folder.resolve("wplus.npy"));
        generate("--save faces --w " + wPlus);
        assertArrayEquals(faces, array("faces"));
    }

    @Test
    void tiffsKnowHowTheyWereMadeAndCanBeMadeAgain() throws IOException {
        Path out = folder.resolve("tiff");
        Shell.generate(out, JAVA + " --seeds 0,85 --psi 0.7 --cutoff 4 --noise random --noise-seed 5 --precision exact --save faces,skips");
        assertEquals(List.of("faces.tif", "skips", "skips/0004.tif", "skips/0008.tif", "skips/0016.tif", "skips/0032.tif"), Shell.files(out));
        ImagePlus faces = new Opener().openImage(out.resolve("faces.tif").toString());
        assertArrayEquals(new int[] {32, 32, 1, 2, 1}, faces.getDimensions());
        assertEquals("seed 85 psi 0.7", faces.getStack().getSliceLabel(2));
        assertEquals(8, new Opener().openImage(out.resolve("skips/0004.tif").toString()).getCalibration().pixelWidth);

        Map<String, String> recipe = Provenance.parse(faces.getInfoProperty()).entries();
        assertEquals(Models.sha256(MODEL), recipe.get("model_sha256"));
        assertEquals("exact", recipe.get("precision"));
        assertEquals(Version.text(), recipe.get("stylestack"));
        assertTrue(recipe.get("computed_on").startsWith("java"), recipe.get("computed_on"));
        String again = recipe.entrySet().stream().filter(option -> !option.getValue().isEmpty())
                .filter(option -> !List.of("command", "model_sha256", "stylestack", "computed_on").contains(option.getKey()))
                .map(option -> DeclaredOptions.optionName(option.getKey()) + " " + option.getValue()).collect(Collectors.joining(" "));
        Shell.generate(folder.resolve("again"), again);
        assertArrayEquals(Files.readAllBytes(out.resolve("faces.tif")), Files.readAllBytes(folder.resolve("again/faces.tif")));
    }

    @Test
    void picturesAreRoundedAsByNvidia() throws IOException {
        Shell.generate(folder.resolve("png"), JAVA + " --seeds 85 --save faces --format png");
        Shell.generate(folder.resolve("tiff"), JAVA + " --seeds 85 --save faces");
        BufferedImage png = ImageIO.read(folder.resolve("png/faces/seed0085.png").toFile());
        ImageProcessor tiff = new Opener().openImage(folder.resolve("tiff/faces.tif").toString()).getProcessor();
        float[] golden = golden("seed85/img_const/u8_nvidia").values();
        for (int k = 0; k < 32 * 32; k++) {
            assertEquals(tiff.get(k) & 0xffffff, png.getRGB(k % 32, k / 32) & 0xffffff);
            for (int c = 0; c < 3; c++) {
                assertEquals(golden[3 * k + c], tiff.get(k) >> (16 - 8 * c) & 0xff, 1, "pixel " + k + " channel " + c);
            }
        }
    }

    @Test
    void oneChannelIsGray() throws IOException {
        String gray = "--device java --save faces --seeds 85 --model " + Fixtures.model("gray16_ada.pkl");
        Shell.generate(folder.resolve("npy"), gray + " --format npy");
        Shell.generate(folder.resolve("png"), gray + " --format png");
        Shell.generate(folder.resolve("tiff"), gray + " --format tiff");
        float[] face = Shell.array(folder.resolve("npy/faces.npy"));
        BufferedImage png = ImageIO.read(folder.resolve("png/faces/seed0085.png").toFile());
        ImagePlus tiff = new Opener().openImage(folder.resolve("tiff/faces.tif").toString());
        assertEquals(ImagePlus.GRAY8, tiff.getType());
        for (int k = 0; k < face.length; k++) {
            int expected = (int) Math.max(0, Math.min(255, face[k] * 127.5f + 128));
            assertEquals(expected, tiff.getProcessor().get(k));
            assertEquals(expected, png.getRaster().getSample(k % 16, k / 16, 0));
        }
    }

    @Test
    void theSampleModelIsTheDefault() throws IOException {
        Shell.generate(folder.resolve("out"), "--seeds 0 --save faces --format npy");
        assertArrayEquals(new int[] {1, 3, 64, 64}, shape("faces"));
    }

    @Test
    void anInterruptLeavesNothing() throws IOException {
        Interrupt interrupt = new Interrupt();
        interrupt.request();
        Shell shell = Shell.run(interrupt, "generate", "--out", folder.resolve("out").toString(), "--model", MODEL, "--device", "java");
        assertEquals(130, shell.status());
        assertEquals("interrupted; nothing was written", shell.err().get(shell.err().size() - 1));
        assertEquals(List.of(), Shell.files(folder));
    }
}
