package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.fixture.Fixtures;

/**
 * Where a disk is full: the process may write no file of more than some kilobytes, and gets an error in the midst of one, as it
 * would where no room is left.
 */
@DisabledOnOs(OS.WINDOWS)
class DiskFullTest {

    private static final int KILOBYTES = 60;

    @ParameterizedTest
    @ValueSource(strings = {
        "generate --seeds 0-49 --save faces --format tiff",
        "generate --seeds 0-49 --save faces --format avi",
        "generate --seeds 0-49 --save faces --format npy",
        "layers --seeds 0-9 --save statistics",
    })
    void isSaidInOneSentenceAndNothingHalfWrittenIsLeft(String command, @TempDir Path folder) throws Exception {
        List<String> err = run(folder, command + " --device java --model " + Fixtures.model("canon32.safetensors").toAbsolutePath() + " --out out");
        assertTrue(err.get(err.size() - 1).startsWith("--out: the folder " + folder.toRealPath().resolve("out") + " could not be written to the end ("),
                String.join("\n", err));
        assertEquals(List.of(), Shell.files(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = "directions sefa --out directions.safetensors")
    void filesOfTensorsAreWholeOrNotThere(String command, @TempDir Path folder) throws Exception {
        List<String> err = run(folder, command + " --device java --model " + Fixtures.model("canon32.safetensors").toAbsolutePath());
        String last = err.get(err.size() - 1);
        assertTrue(last.matches(".*directions.safetensors could not be written to the end \\(.*\\); make room there, or choose another folder"), last);
        assertEquals(List.of(), Shell.files(folder));
    }

    private static List<String> run(Path folder, String command) throws IOException, InterruptedException {
        int limit = command.startsWith("directions") ? 4 : KILOBYTES;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // Java's own file of performance counters would count, too.
        String line = "ulimit -f " + limit + "; exec '" + java + "' -XX:-UsePerfData -cp '" + System.getProperty("java.class.path")
                + "' org.stylestack.cli.Main " + command;
        Process process = new ProcessBuilder("bash", "-c", line).directory(folder.toFile()).redirectErrorStream(true).start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        assertEquals(1, process.waitFor(), String.join("\n", said));
        return said;
    }
}
