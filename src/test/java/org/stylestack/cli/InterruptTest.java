package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.TestDevices;

/**
 * The program of a user who has never started it: with OpenCL it is interrupted while the driver builds its first kernels, which
 * nobody can stop.
 */
class InterruptTest {

    /** Ends by SIGINT, or a program's exit, and by SIGTERM, of a process of which nobody handles them. */
    private static final Set<Integer> ENDS = Set.of(130, 143);

    @TempDir
    private Path folder;

    private Optional<Process> started = Optional.empty();

    static List<String> devices() {
        return TestDevices.names();
    }

    /** Also where the test waits for a line that does not come, in which nothing interrupts it. */
    @AfterEach
    void endTheProgram() {
        started.ifPresent(Process::destroyForcibly);
    }

    @ParameterizedTest
    @MethodSource("devices")
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void endsSoonAndLeavesNothing(String device) throws Exception {
        Process process = start(device, "--seeds", "0-9999");
        List<String> said = new ArrayList<>();
        try (BufferedReader err = process.errorReader()) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                said.add(line);
                if (line.contains(" %, ") && said.stream().filter(past -> past.contains(" %, ")).count() == 1) {
                    // SIGTERM: a shell may have its children ignore SIGINT.
                    process.toHandle().destroy();
                }
            }
        }
        assertTrue(ENDS.contains(process.waitFor()), process.exitValue() + ": " + said);
        assertEquals("interrupted; nothing was written", said.get(said.size() - 1));
        assertEquals(Set.of("home", "pocl"), names(folder), "neither results nor a report of a crash");
    }

    /** What is wrong is found while the driver builds its first kernels. */
    @ParameterizedTest
    @MethodSource("devices")
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void endsWithItsOwnStatus(String device) throws Exception {
        Process process = start(device, "--seeds", "0", "--class", "3");
        List<String> said = process.errorReader().lines().toList();
        assertEquals(2, process.waitFor(), said.toString());
        assertEquals("--class: \"3\" is given, but the model has no classes; leave it out", said.get(said.size() - 1));
        assertEquals(Set.of("home", "pocl"), names(folder), "neither results nor a report of a crash");
    }

    private Process start(String device, String... options) throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path pocl = Files.createDirectory(folder.resolve("pocl"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home, "-cp", System.getProperty("java.class.path"), Main.class.getName(), "generate", "--device", device,
                "--out", folder.resolve("faces").toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("POCL_CACHE_DIR", pocl.toString());
        Process process = builder.start();
        started = Optional.of(process);
        return process;
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
