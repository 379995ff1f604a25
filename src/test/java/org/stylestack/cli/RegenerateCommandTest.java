package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.image.Provenance;

/** The shell's {@code regenerate}, of what the other commands wrote. */
class RegenerateCommandTest {

    @TempDir
    private Path folder;
    private Path model;

    @BeforeEach
    void copyModel() throws IOException {
        model = Files.copy(Fixtures.model("canon32.safetensors"), folder.resolve("model.safetensors"));
    }

    static List<String> devices() {
        return TestDevices.names();
    }

    private void make(String arguments) {
        Shell shell = Shell.run((arguments + " --model " + model + " --out " + folder.resolve("made")).split(" "));
        assertEquals(0, shell.status(), shell.err().toString());
    }

    private Shell regenerate(String picture) {
        return Shell.run("regenerate", folder.resolve(picture).toString(), "--out", folder.resolve("again").toString());
    }

    private void assertMadeAgain(String picture) throws IOException {
        Shell shell = regenerate("made/" + picture);
        assertEquals(0, shell.status(), shell.err().toString());
        assertTrue(shell.err().stream().noneMatch(line -> line.startsWith("warning")), shell.err().toString());
        List<String> files = Shell.files(folder.resolve("made"));
        assertEquals(files, Shell.files(folder.resolve("again")));
        for (String file : files.stream().filter(name -> name.contains(".")).toList()) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("made").resolve(file)), Files.readAllBytes(folder.resolve("again").resolve(file)), file);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void facesAndSkipsToTheBit(String device) throws IOException {
        make("generate --seeds 0,85 --psi 0.7 --mix 3 --noise random --noise-seed 5 --device " + device);
        assertMadeAgain("skips/0008.tif");
    }

    @Test
    void facesOfAFileOfLatents() throws IOException {
        Path w = Shell.save(folder.resolve("w.npy"), Fixtures.golden("canon32", "wspace/w").values(), 1, 64);
        make("generate --save faces --device java --w " + w);
        assertMadeAgain("faces.tif");
    }

    @Test
    void mixedFaces() throws IOException {
        make("mix --rows 0-1 --cols 4 --layers coarse --device java");
        assertMadeAgain("montage.tif");
    }

    @Test
    void walks() throws IOException {
        make("walk --seeds 0-1 --frames 3 --looped true --device java");
        assertMadeAgain("walk.tif");
    }

    @Test
    void walksThroughAFileOfLatents() throws IOException {
        Path w = Shell.save(folder.resolve("w.npy"), Arrays.copyOf(Fixtures.golden("canon32", "wspace/w").values(), 2 * 64), 2, 1, 64);
        make("walk --frames 3 --device java --w " + w);
        assertMadeAgain("walk.tif");
        Shell.save(w, new float[2 * 64], 2, 1, 64);
        Shell other = regenerate("made/walk.tif");
        assertEquals(1, other.status());
        assertTrue(other.err().get(0).startsWith("w: " + w + " is not the file of which "), other.err().toString());
    }

    @Test
    void filesAreFoundFromOtherFoldersToo() {
        Path relative = Path.of("").toAbsolutePath().relativize(Fixtures.file("latents/canon32_factor_rosinality.pt").toAbsolutePath());
        make("edit --seeds 0 --strength 1,2 --device java --directions " + relative);
        Provenance recipe = Provenance.parse(IJ.openImage(folder.resolve("made/edit.tif").toString()).getInfoProperty());
        assertEquals(relative.toAbsolutePath().normalize().toString(), recipe.entries().get("directions"));
        assertEquals(0, regenerate("made/edit.tif").status());
    }

    @Test
    void pyramids() throws IOException {
        make("pyramid --seeds 0-1 --device java");
        assertMadeAgain("skips.tif");
    }

    @Test
    void noiseStudies() throws IOException {
        make("noise-study --seeds 0-1 --realisations 3 --layers b16.* --device java");
        assertMadeAgain("std.tif");
    }

    @Test
    void comparisons() throws IOException {
        make("compare --seeds 0-1 --psi-b 0.5 --device java");
        assertMadeAgain("difference.tif");
    }

    @Test
    void saysThatTheModelIsGoneOrAnother() throws IOException {
        make("generate --save faces --seeds 0 --device java");
        Files.copy(Fixtures.model("nano8.safetensors"), model, StandardCopyOption.REPLACE_EXISTING);
        Shell other = regenerate("made/faces.tif");
        assertEquals(1, other.status());
        assertTrue(other.err().get(0).startsWith("model: " + model + " is not the file of which "), other.err().get(0));
        Files.delete(model);
        assertEquals(List.of("model: " + model + ", of which " + folder.resolve("made/faces.tif")
                + " was made, is not there; put it back in its place"), regenerate("made/faces.tif").err());
        assertTrue(Files.notExists(folder.resolve("again")));
    }

    @Test
    void saysThatThereIsNoRecipe() throws IOException {
        ImagePlus plain = IJ.createImage("plain", "8-bit black", 9, 9, 1);
        new FileSaver(plain).saveAsTiff(folder.resolve("plain.tif").toString());
        Shell shell = regenerate("plain.tif");
        assertEquals(2, shell.status());
        assertEquals(List.of("picture: " + folder.resolve("plain.tif") + " carries no recipe of StyleStack; give a TIFF that StyleStack made,"
                + " or ImageJ saved of its windows"), shell.err());
        plain.setProperty("Info", "command=Paint Hair...\nmodel_sha256=0\n");
        new FileSaver(plain).saveAsTiff(folder.resolve("plain.tif").toString());
        assertTrue(regenerate("plain.tif").err().get(0).contains("was made by the command Paint Hair..., which this StyleStack has not"));
        Files.writeString(folder.resolve("text.tif"), "no TIFF");
        assertTrue(regenerate("text.tif").err().get(0).contains("carries no recipe"), regenerate("text.tif").err().toString());
        assertEquals(1, regenerate("absent.tif").status());
    }
}
