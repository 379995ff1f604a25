package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.io.FileSaver;
import ij.io.Opener;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.SafetensorsWriter;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.image.Provenance;

/** The shell's {@code noise-study} against faces that are generated one by one. */
class NoiseStudyCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");

    @TempDir
    private Path folder;

    static List<String> devices() {
        return TestDevices.names();
    }

    private Shell study(String arguments) {
        return Shell.run(("noise-study --precision exact --overwrite --model " + MODEL + " --out " + folder + " " + arguments).split(" "));
    }

    private float[] array(String name) throws IOException {
        return Shell.array(folder.resolve(name + ".npy"));
    }

    private float[] generated(String arguments) throws IOException {
        Shell.generate(folder.resolve("faces"), "--precision exact --overwrite --save faces --format npy --model " + MODEL + " " + arguments);
        return Shell.array(folder.resolve("faces/faces.npy"));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void meanAndDeviationAreThoseOfTheFacesOneByOne(String device) throws IOException {
        Shell shell = study("--seeds 3,85 --psi 0.7 --realisations 5 --noise-seed 40 --format npy --device " + device);
        assertEquals(0, shell.status(), shell.err().toString());
        assertArrayEquals(new int[] {2, 3, 32, 32}, Shell.shape(folder.resolve("std.npy")));
        double[] sum = new double[2 * 3 * 32 * 32];
        double[] squares = new double[sum.length];
        for (int seed = 40; seed < 45; seed++) {
            float[] faces = generated("--seeds 3,85 --psi 0.7 --noise random --noise-seed " + seed + " --device " + device);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += faces[k] / 5.0;
                squares[k] += (double) faces[k] * faces[k] / 5;
            }
        }
        float[] std = new float[sum.length];
        float[] mean = new float[sum.length];
        for (int k = 0; k < sum.length; k++) {
            mean[k] = (float) sum[k];
            std[k] = (float) Math.sqrt(squares[k] - sum[k] * sum[k]);
        }
        assertArrayEquals(mean, array("mean"), 1e-5f);
        assertArrayEquals(std, array("std"), 1e-5f);
    }

    @Test
    void aPictureIsALayersNoise() throws IOException {
        float[] picture = new float[256];
        double mean = 0;
        double squares = 0;
        for (int k = 0; k < 256; k++) {
            picture[k] = k * 37 % 101;
            mean += picture[k] / 256.0;
            squares += picture[k] * picture[k] / 256.0;
        }
        Path tiff = folder.resolve("picture.tif");
        new FileSaver(new ImagePlus("picture", new FloatProcessor(16, 16, picture))).saveAsTiff(tiff.toString());
        Map<String, Tensor> maps = new LinkedHashMap<>();
        Generator generator = Generator.of(Checkpoint.open(MODEL));
        for (ConvolutionParameters layer : generator.noisyLayers()) {
            int size = generator.resolutionOf(layer);
            float[] plane = new float[size * size];
            for (int k = 0; k < plane.length && layer.name().equals("b16.conv0"); k++) {
                plane[k] = (float) ((picture[k] - mean) / Math.sqrt(squares - mean * mean));
            }
            maps.put(layer.name(), Tensor.of(plane, size, size));
        }
        SafetensorsWriter.write(folder.resolve("maps.safetensors"), maps, Map.of());
        float[] expected = generated("--seeds 85 --noise-maps " + folder.resolve("maps.safetensors") + " --device java");
        assertEquals(0, study("--seeds 85 --layers b16.conv0 --plane-at b16.conv0 --realisations 2 --format npy --device java --plane "
                + tiff).status());
        assertArrayEquals(expected, array("mean"), 1e-5f);
        assertArrayEquals(new float[expected.length], array("std"));
    }

    @Test
    void picturesOfAnySizeAreScaled() {
        ImageProcessor wide = new ByteProcessor(90, 40);
        wide.setColor(200);
        wide.fill(new OvalRoi(10, 5, 30, 30));
        Path png = folder.resolve("disc.png");
        new FileSaver(new ImagePlus("disc", wide.convertToRGB())).saveAsPng(png.toString());
        assertEquals(0, study("--realisations 1 --plane-at b4-b32* --device java --plane " + png).status());
    }

    @Test
    void stacksAreLabelledAndKnowHowTheyWereMade() {
        assertEquals(0, study("--seeds 3,85 --psi 0.5 --realisations 2 --layers b16.* --device java").status());
        ImagePlus std = new Opener().openImage(folder.resolve("std.tif").toString());
        assertArrayEquals(new int[] {32, 32, 3, 2, 1}, std.getDimensions());
        assertEquals(32, std.getBitDepth());
        assertEquals("seed 85 psi 0.5 channel 1", std.getStack().getSliceLabel(5));
        assertEquals("b16.*", Provenance.parse(std.getInfoProperty()).entries().get("layers"));
    }

    @Test
    void saysWhatIsWrongWithThePicture() throws IOException {
        assertEquals(List.of("--plane: no picture is named that the layers b8.conv1 would have; give one, or leave plane_at out"),
                study("--plane-at b8.conv1 --device java").err());
        assertEquals(List.of("--plane-at: no layer is named that would have the picture; give one like b8.conv1"),
                study("--plane x.png --device java").err());
        assertEquals(List.of("--plane: x.png is neither a file nor the title of an open window; give one that is there"),
                study("--plane x.png --plane-at b8.conv1 --device java").err());
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertEquals(List.of("--plane: " + text + " is no picture that ImageJ reads; save it as TIFF or PNG"),
                study("--plane-at b8.conv1 --device java --plane " + text).err());
        Path flat = folder.resolve("flat.png");
        new FileSaver(new ImagePlus("flat", new ByteProcessor(9, 9))).saveAsPng(flat.toString());
        String error = study("--plane-at b8.conv1 --device java --plane " + flat).err().get(0);
        assertTrue(error.endsWith("has the standard deviation 0.0, which cannot be made 1; give a picture with contrast"), error);
    }
}
