package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.stylestack.fixture.Fixtures.golden;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;

/** The shell's {@code bench}: what it prints and writes; how long it takes is nobody's business here. */
class BenchCommandTest {

    @TempDir
    private Path folder;
    private Path w;
    private Path out;

    @BeforeEach
    void writeLatents() throws IOException {
        float[] values = golden("canon32", "wplus/ws").values();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        w = Files.write(folder.resolve("w.f32"), bytes.array());
        out = folder.resolve("image.f32");
    }

    private Shell bench(String arguments) {
        List<String> words = new ArrayList<>(List.of("bench", "--model", Fixtures.model("canon32.safetensors").toString()));
        words.addAll(List.of(arguments.split(" ")));
        return Shell.run(words.toArray(String[]::new));
    }

    private float[] image() throws IOException {
        byte[] bytes = Files.readAllBytes(out);
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    static List<String> devices() {
        return TestDevices.names();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void countsRunsAndWritesTheImage(String device) throws IOException {
        Files.createFile(out);
        Shell shell = bench("--device " + device + " --w " + w + " --threads 1 --precision exact --warmup 1 --runs 2 --out " + out);
        assertEquals(0, shell.status(), String.join("\n", shell.err()));
        assertEquals(2, shell.out().lines().count(), shell.out());
        shell.out().lines().forEach(line -> assertTrue(line.matches("\\{\"ms\": \\d+\\.\\d+}"), line));
        golden("canon32", "wplus/img_const").assertClose(image());
    }

    @Test
    void aBatchIsOneLineAndItsImagesAreAlike() throws IOException {
        Shell shell = bench("--device java --batch 3 --w " + w + " --precision exact --warmup 0 --runs 2 --out " + out);
        assertEquals(0, shell.status(), String.join("\n", shell.err()));
        assertEquals(2, shell.out().lines().count(), shell.out());
        golden("canon32", "wplus/img_const").assertClose(image());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void profilesEveryLayer(String device) {
        Shell shell = bench("--device " + device + " --w " + w + " --warmup 0 --runs 1 --profile");
        assertEquals(0, shell.status(), String.join("\n", shell.err()));
        for (String line : List.of("layer ", "b4.conv1 ", "b32.conv0 ", "sum ", "image ", "Limits ")) {
            assertTrue(hasLine(shell, line), line + "is missing from " + shell.out());
        }
        assertTrue(hasLine(shell, "b32.torgb ") || hasLine(shell, "b32.conv1, torgb "), shell.out());
    }

    private static boolean hasLine(Shell shell, String start) {
        return shell.out().lines().anyMatch(line -> line.startsWith(start));
    }

    @Test
    void withoutLatentsItMakesSeed0() throws IOException {
        assertEquals(0, bench("--device java --warmup 0 --runs 1 --out " + out).status());
        golden("canon32", "seed0/img_const").assertClose(image(), 5e-5);
    }

    @Test
    void nothingIsOverwrittenUnasked() throws IOException {
        Files.writeString(out, "mine");
        Shell shell = bench("--device java --warmup 0 --runs 1 --out " + out);
        assertEquals(1, shell.status());
        assertTrue(shell.err().get(0).startsWith("--out: "), shell.err().get(0));
        assertEquals("mine", Files.readString(out));
        assertEquals(0, bench("--device java --warmup 0 --runs 1 --overwrite --out " + out).status());
        assertEquals(3 * 32 * 32, image().length);
    }

    @Test
    void latentsOfAnotherModelAreRefused() throws IOException {
        Files.write(w, new byte[8 * 64 * Float.BYTES + 1]);
        Shell shell = bench("--w " + w);
        assertEquals(1, shell.status());
        assertTrue(shell.err().get(0).contains("has 2049 bytes, but the 8×64 float32 numbers"), shell.err().get(0));
    }

    @ParameterizedTest
    @CsvSource({"--runs 0, --runs: 0 is too little", "--threads -1, --threads: -1 is too little", "--precision exakt, precision"})
    void impossibleValuesAreBadUsage(String arguments, String expected) {
        Shell shell = bench(arguments);
        assertEquals(2, shell.status());
        assertTrue(shell.err().get(0).contains(expected), shell.err().get(0));
    }
}
