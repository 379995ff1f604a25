package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;

/** A machine whose OpenCL loader finds no driver. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class NoOpenClTest {

    private static final String WHY = "the OpenCL loader finds no driver (install one for the graphics card, or PoCL for the processor)";

    @TempDir
    private Path folder;

    private record Ended(int status, List<String> said) {}

    private Ended run(String... options) throws IOException, InterruptedException {
        assumeTrue(TestDevices.names().contains("opencl"), "the loader may be missing, too, which has another message");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Main.class.getName(), "generate", "--model",
                Fixtures.model("canon32.safetensors").toString(), "--seeds", "85", "--psi", "0.7", "--save", "faces", "--format", "npy",
                "--precision", "exact", "--out", folder.resolve("faces").toString()));
        command.addAll(List.of(options));
        Path said = folder.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(said.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OCL_ICD_VENDORS", Files.createDirectories(folder.resolve("no-drivers")).toString());
        Process process = builder.start();
        try {
            return new Ended(process.waitFor(), Files.readAllLines(said));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void autoIsJavaAndSaysWhy() throws Exception {
        Ended ended = run();
        assertEquals(0, ended.status(), ended.said().toString());
        assertTrue(ended.said().contains("No OpenCL: " + WHY), ended.said().toString());
        Fixtures.golden("canon32", "seed85/img_const_psi0.7").assertClose(Shell.array(folder.resolve("faces").resolve("faces.npy")));
    }

    @Test
    void whoAsksForItIsWarnedOrFails() throws Exception {
        Ended warned = run("--device", "opencl");
        assertEquals(0, warned.status(), warned.said().toString());
        assertTrue(warned.said().stream().anyMatch(line -> line.startsWith("warning: opencl cannot be used: " + WHY + "; java: ")), warned.said().toString());
        Ended failed = run("--device", "opencl", "--fallback", "fail", "--overwrite");
        assertEquals(1, failed.status(), failed.said().toString());
        assertEquals("opencl cannot be used: " + WHY, failed.said().get(failed.said().size() - 1));
    }
}
