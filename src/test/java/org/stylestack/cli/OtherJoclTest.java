package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;

/** JOCL 2.0.2, as CLIJ brings it, before StyleStack's own on the class path. */
class OtherJoclTest {

    /** pom.xml has it copied. */
    private static final Path JOCL = Path.of("target", "fiji-jars", "jocl-2.0.2.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    private List<String> run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + folder, "-cp", JOCL + File.pathSeparator + System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        assertEquals(0, process.waitFor(), () -> text(out));
        return text(out).lines().toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void devicesTellsWhichIsLoaded() throws Exception {
        List<String> lines = run("devices");
        assertTrue(lines.contains("JOCL 2.0.2 of " + JOCL), lines.toString());
        assertTrue(Shell.run("devices").out().contains("JOCL 2.0.6 of "));
    }

    @Test
    void computesTheSameNumbers() throws Exception {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        Path out = folder.resolve("faces");
        List<String> arguments = List.of("generate", "--model", Fixtures.model("canon32.safetensors").toString(), "--seeds", "85",
                "--psi", "0.7", "--save", "faces", "--format", "npy", "--device", "opencl", "--fallback", "fail", "--precision", "exact",
                "--out", out.toString());
        // The second time with programs of the cache.
        run(arguments.toArray(String[]::new));
        Fixtures.golden("canon32", "seed85/img_const_psi0.7").assertClose(Shell.array(out.resolve("faces.npy")));
        Files.delete(out.resolve("faces.npy"));
        run(arguments.toArray(String[]::new));
        Fixtures.golden("canon32", "seed85/img_const_psi0.7").assertClose(Shell.array(out.resolve("faces.npy")));
    }

    @Test
    void profilesOnSomeThreads() throws Exception {
        assumeTrue(TestDevices.names().contains("opencl"), "OpenCL is left out");
        List<String> lines = run("bench", "--model", Fixtures.model("canon32.safetensors").toString(), "--device", "opencl", "--threads", "1",
                "--warmup", "0", "--runs", "1", "--profile");
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("b32.conv0 ")), lines.toString());
    }
}
