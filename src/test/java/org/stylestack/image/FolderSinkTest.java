package org.stylestack.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import ij.process.ColorProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Outputs;

class FolderSinkTest {

    private static final Provenance PROVENANCE = new Provenance(new LinkedHashMap<>(Map.of("psi", "0.7")));
    private static Generator generator;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() throws IOException {
        generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
    }

    /** Three samples in batches of two and one; element k of an output is {@link #value}. */
    private void write(Format format, boolean overwrite, Set<Kind> kinds) throws IOException {
        Samples samples = new Samples(new LatentSource.Drawn(Seeds.parse("7,8,85"), Rng.NUMPY), Optional.empty(), 0.7);
        try (FolderSink sink = new FolderSink(folder.resolve("out"), format, overwrite, generator, kinds, samples)) {
            for (int first = 0; first < 3; first += 2) {
                int batch = Math.min(2, 3 - first);
                for (Map.Entry<Output, Shape> entry : Outputs.shapes(generator, samples.latents(), kinds).entrySet()) {
                    Shape one = entry.getValue();
                    float[] values = ramp(first * (int) one.count(), batch * (int) one.count());
                    sink.accept(entry.getKey(), first, new Shape(batch, one.c(), one.h(), one.w()), values);
                }
            }
            sink.finish(PROVENANCE);
        }
    }

    private static float[] ramp(int first, int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = value(first + k);
        }
        return values;
    }

    /** From -1 to 1 again and again. */
    private static float value(int index) {
        return index % 2001 / 1000f - 1;
    }

    @Test
    void tiffOfFacesIsALabelledStackOfColours() throws IOException {
        write(Format.TIFF, false, Set.of(Kind.FACES));
        ImagePlus faces = new Opener().openImage(folder.resolve("out/faces.tif").toString());
        assertArrayEquals(new int[] {32, 32, 1, 3, 1}, faces.getDimensions());
        assertTrue(faces.getProcessor() instanceof ColorProcessor);
        assertEquals("seed 85 psi 0.7", faces.getStack().getSliceLabel(3));
        assertEquals(PROVENANCE, Provenance.parse(faces.getInfoProperty()));
        int blueOfSeed8 = faces.getStack().getProcessor(2).get(0) & 0xff;
        assertEquals(Slices.toByte(value((3 + 2) * 1024)), blueOfSeed8);
    }

    @Test
    void tiffOfALayerIsACalibratedFloatHyperstack() throws IOException {
        write(Format.TIFF, false, Set.of(Kind.LAYERS));
        ImagePlus layer = new Opener().openImage(folder.resolve("out/layers/b8.conv0.tif").toString());
        assertArrayEquals(new int[] {8, 8, 32, 3, 1}, layer.getDimensions());
        assertTrue(layer.isHyperStack());
        assertEquals(4, layer.getCalibration().pixelWidth);
        assertEquals("pixel", layer.getCalibration().getUnit());
        assertEquals(PROVENANCE, Provenance.parse(layer.getInfoProperty()));
        int slice = layer.getStackIndex(5, 3, 1);
        assertEquals("seed 85 psi 0.7 channel 4", layer.getStack().getSliceLabel(slice));
        assertEquals(value((2 * 32 + 4) * 64 + 9), layer.getStack().getProcessor(slice).getf(9));
        assertEquals(List.of("b16.conv0.tif", "b16.conv1.tif", "b32.conv0.tif", "b32.conv1.tif", "b4.conv1.tif", "b8.conv0.tif",
                "b8.conv1.tif"), names("out/layers"));
    }

    @Test
    void pngIsAPictureASample() throws IOException {
        write(Format.PNG, false, Set.of(Kind.FACES, Kind.SKIPS, Kind.LATENTS));
        assertEquals(List.of("seed0007.png", "seed0008.png", "seed0085.png"), names("out/faces"));
        assertEquals(List.of("seed0007.png", "seed0008.png", "seed0085.png"), names("out/skips/0004"));
        int green = ImageIO.read(folder.resolve("out/faces/seed0007.png").toFile()).getRGB(3, 1) >> 8 & 0xff;
        assertEquals(Slices.toByte(value(1024 + 32 + 3)), green);
        assertEquals(List.of("w.npy", "wplus.npy", "z.npy"), names("out/latents"));
    }

    @Test
    void npyHasNumPysHeaderAndAllSamples() throws IOException {
        write(Format.NPY, false, Set.of(Kind.FACES, Kind.LATENTS));
        byte[] faces = Files.readAllBytes(folder.resolve("out/faces.npy"));
        String header = new String(faces, 10, 118, StandardCharsets.US_ASCII);
        assertTrue(header.startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 3, 32, 32), }  "), header);
        assertEquals(128 + 4 * 3 * 3 * 32 * 32, faces.length);
        assertTrue(new String(Files.readAllBytes(folder.resolve("out/latents/wplus.npy")), StandardCharsets.ISO_8859_1)
                .contains("(3, 8, 64)"));
    }

    @Test
    void aPngOfLayersIsRefused() throws IOException {
        assertThrows(IllegalArgumentException.class, () -> write(Format.PNG, false, Set.of(Kind.FACES, Kind.LAYERS)));
        assertEquals(List.of(), names(""));
    }

    @Test
    void filesThatAreThereStayUnlessOverwritten() throws IOException {
        Path other = Files.createDirectories(folder.resolve("out")).resolve("faces.npy");
        Files.writeString(other, "mine");
        IOException refusal = assertThrows(IOException.class, () -> write(Format.NPY, false, Set.of(Kind.FACES)));
        assertTrue(refusal.getMessage().contains(other.toString()), refusal.getMessage());
        assertEquals("mine", Files.readString(other));
        write(Format.TIFF, false, Set.of(Kind.FACES));
        write(Format.NPY, true, Set.of(Kind.FACES));
        assertEquals(List.of("faces.npy", "faces.tif"), names("out"));
        assertEquals(128 + 4 * 3 * 3 * 32 * 32, Files.size(other));
    }

    @Test
    void workThatEndsEarlyLeavesNothing() throws IOException {
        Samples samples = new Samples(new LatentSource.Drawn(Seeds.parse("7,8"), Rng.NUMPY), Optional.empty(), 1);
        try (FolderSink sink = new FolderSink(folder.resolve("a/b"), Format.TIFF, false, generator, Set.of(Kind.FACES), samples)) {
            sink.accept(Output.FACES, 0, new Shape(1, 3, 32, 32), new float[3 * 1024]);
        }
        assertEquals(List.of(), names(""));
    }

    @Test
    void aFolderBelowAFileIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("out"));
        IOException refusal = assertThrows(IOException.class, () -> write(Format.NPY, false, Set.of(Kind.FACES)));
        assertEquals("out: " + file + " is a file where a folder is needed; choose another folder", refusal.getMessage());
    }

    private List<String> names(String path) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(path))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
