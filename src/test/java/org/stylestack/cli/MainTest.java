package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.command.Models;
import org.stylestack.fixture.Fixtures;

/** The program as a process, and its smaller commands. */
class MainTest {

    @TempDir
    private Path folder;

    private Process start(String heap, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap,
                "-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(folder.resolve("err.txt").toFile()).start();
    }

    private String lastError() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("err.txt"));
        return lines.get(lines.size() - 1);
    }

    @Test
    void tooLittleMemoryIsASentence() throws Exception {
        // Batches are cut to what fits; not even one face fits here.
        Process process = start("-Xmx12m", "generate", "--device", "java", "--seeds", "0-3", "--out", folder.resolve("out").toString());
        assertEquals(1, process.waitFor());
        assertTrue(lastError().contains("more memory") || lastError().contains("give Java more"), lastError());
        assertEquals(List.of("err.txt"), Shell.files(folder));
    }

    @Test
    void anUnknownOptionIsNamedBeforeAMissingOne() {
        assertEquals(List.of("Unknown option: '--bogus'; see stylestack mix --help"), Shell.run("mix", "--bogus").err());
        assertEquals(List.of("Unknown option: '--outt'; did you mean --out?"), Shell.run("mix", "--outt=here").err().stream()
                .map(line -> line.replace("'--outt=here'", "'--outt'")).toList());
        assertTrue(Shell.run("mix").err().get(0).startsWith("Missing required option: '--out=FOLDER'"), Shell.run("mix").err().toString());
    }

    @Test
    void helpOffersWhatAShellHasAUseFor() {
        String help = Shell.run("walk", "--help").out();
        assertTrue(help.contains("--looped[=true|false]"), help);
        assertFalse(help.contains("--virtual"), help);
    }

    @Test
    void aSignalCleansUp() throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        Process process = start("-Xmx256m", "generate", "--device", "java", "--seeds", "0-20000", "--format", "npy", "--out", out.toString());
        while (process.isAlive() && Shell.files(out).isEmpty()) {
            Thread.sleep(20);
        }
        process.destroy();
        assertNotEquals(0, process.waitFor());
        assertEquals("interrupted; nothing was written", lastError());
        assertEquals(List.of("err.txt", "out"), Shell.files(folder));
    }

    @Test
    void infoSaysWhatAModelIs() throws IOException {
        String model = Fixtures.model("canon32.safetensors").toString();
        Shell text = Shell.run("info", "--model", model);
        assertEquals(0, text.status());
        assertTrue(text.out().contains("image           32×32, 3 channels"), text.out());
        JsonObject info = JsonParser.parseString(Shell.run("info", "--json", "--model", model).out()).getAsJsonObject();
        assertEquals(32, info.get("resolution").getAsInt());
        assertEquals(64, info.get("wSize").getAsInt());
        assertEquals(8, info.get("latents").getAsInt());
        assertEquals(Models.sha256(model), info.get("sha256").getAsString());
        assertEquals(11, info.getAsJsonArray("layers").size());
        assertEquals(1, Shell.run("info", "--model", folder.resolve("none").toString()).status());
    }

    @Test
    void devicesAreListedByTheirKind() {
        Shell shell = Shell.run("devices");
        assertEquals(0, shell.status());
        assertTrue(shell.out().lines().anyMatch(line -> line.startsWith("java: ")), shell.out());
    }

    @Test
    void onlyOpenClDevicesAreTuned() {
        Shell shell = Shell.run("tune", "--device", "java");
        assertEquals(1, shell.status());
        assertTrue(shell.err().get(0).startsWith("--device: \"java\" is no OpenCL device"), shell.err().get(0));
    }

    @Test
    void helpShowsEveryOptionWithItsDefaultAndExamples() {
        Shell shell = Shell.run("generate", "--help");
        assertEquals(0, shell.status());
        for (String expected : List.of("--noise-seed=N", "--save=", "Default: numpy.", "Examples:")) {
            assertTrue(shell.out().contains(expected), expected);
        }
    }

    @Test
    void anUnknownCommandIsBadUsage() {
        Shell shell = Shell.run("generat");
        assertEquals(2, shell.status());
        assertTrue(shell.err().get(0).contains("did you mean generate"), shell.err().get(0));
    }
}
