package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;

/** What a user may get wrong ends in one sentence and a status, and leaves nothing behind. */
class BadInputTest {

    @TempDir
    private Path folder;

    private void assertRefused(int status, String expected, String... arguments) throws IOException {
        List<String> before = Shell.files(folder);
        List<String> all = new ArrayList<>(List.of("generate", "--device", "java"));
        all.addAll(Arrays.asList(arguments));
        if (!all.contains("--out")) {
            all.addAll(List.of("--out", folder.resolve("out").toString()));
        }
        Shell shell = Shell.run(all.toArray(String[]::new));
        assertEquals(status, shell.status(), String.join("\n", shell.err()));
        assertEquals(1, shell.err().size(), String.join("\n", shell.err()));
        assertTrue(shell.err().get(0).contains(expected), shell.err().get(0));
        assertFalse(shell.err().get(0).contains("Exception"), shell.err().get(0));
        assertEquals("", shell.out());
        assertEquals(before, Shell.files(folder));
    }

    static List<Path> brokenModels() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.file("hostile"))) {
            return files.filter(file -> file.getFileName().toString().matches("(content|st|file)_.*")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("brokenModels")
    void brokenModelsAreNamed(Path model) throws IOException {
        assertRefused(1, model.getFileName().toString() + ": ", "--model", model.toString());
    }

    @Test
    void aModelThatIsNotThereIsNamed() throws IOException {
        assertRefused(1, "none.pkl: no such file", "--model", folder.resolve("none.pkl").toString());
        assertRefused(1, "folder", "--model", folder.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "--seeds; 4294967296; --seeds: 4294967296 is larger than 4294967295",
        "--seeds; -1; --seeds: \"-1\" is not a seed",
        "--seeds; 7-3; --seeds: the range 7-3 runs backwards",
        "--seeds; one; --seeds: \"one\" is not a seed",
        "--mix; 1-; --mix: \"1-\" is not a seed",
        "--psi; much; --psi: \"much\" is not allowed; give a number",
        "--psi; NaN; --psi: \"NaN\" is not allowed",
        "--cutoff; 2.5; --cutoff: \"2.5\" is not allowed",
        "--noise; loud; --noise: \"loud\" is not allowed; give constant, random, none",
        "--noise-seed; 4294967296; --noise-seed: ",
        "--rng; dice; --rng: ",
        "--save; faces,hats; --save: ",
        "--batch; -1; --batch: ",
        "--format; jpg; Invalid value for option '--format'",
        "--seed; 3; did you mean --seeds",
    })
    void badValuesNameTheirOption(String option, String value, String expected) throws IOException {
        assertRefused(2, expected, option, value);
    }

    @Test
    void combinationsThatMakeNoSenseAreRefused() throws IOException {
        Path w = Shell.save(folder.resolve("w.npy"), new float[32], 32);
        assertRefused(2, "--z: a file of w gives the latents already", "--z", w.toString(), "--w", w.toString());
        assertRefused(2, "choose tiff or npy", "--save", "layers", "--format", "png");
        Shell noOut = Shell.run("generate");
        assertEquals(2, noOut.status());
        assertTrue(noOut.err().get(0).contains("--out"), noOut.err().get(0));
    }

    @Test
    void latentsThatDoNotFitAreRefused() throws IOException {
        Path infinite = Shell.save(folder.resolve("w.npy"), new float[] {1, Float.POSITIVE_INFINITY}, 2);
        assertRefused(1, "w.npy: w holds Infinity", "--w", infinite.toString());
        Path text = Files.writeString(folder.resolve("w.txt"), "0.1 0.2");
        assertRefused(1, "w.txt: ", "--w", text.toString());
    }

    @Test
    void foldersThatCannotBeWrittenAreNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertRefused(1, "--out: " + file + " is a file", "--out", file.toString());
        assertRefused(1, "--out: " + file + " is a file", "--out", file.resolve("below").toString());
        assertRefused(1, "--out: the folder /proc cannot be written", "--out", "/proc/stylestack");
    }

    @Test
    void whatIsThereIsNotOverwrittenUnasked() throws IOException {
        Path mine = Files.writeString(Files.createDirectory(folder.resolve("out")).resolve("faces.tif"), "mine");
        assertRefused(1, mine + " is there already");
        assertEquals("mine", Files.readString(mine));
    }
}
