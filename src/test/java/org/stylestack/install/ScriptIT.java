package org.stylestack.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell's script, which keeps the classes of a command for the next start. */
@DisabledOnOs(OS.WINDOWS)
class ScriptIT {

    private static final Path SCRIPT = Path.of("target/bin/stylestack").toAbsolutePath();

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    /** @param output of both streams */
    private record Ended(int status, String output) {
    }

    private Ended run(Path script, String... arguments) throws Exception {
        Process process = process(script, arguments);
        String output = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), output);
    }

    private Process process(Path script, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(script.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // A cd that finds its folder by that says where.
        builder.environment().put("CDPATH", home.getRoot().toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> archives() throws IOException {
        Path folder = home.resolve(".stylestack/classes");
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void theSecondStartIsTheSameWithAnArchive() throws Exception {
        Path classes = Files.createDirectories(home.resolve(".stylestack/classes"));
        Files.writeString(classes.resolve("generate-1.jsa"), "of an older jar");
        Files.writeString(classes.resolve("generate-more-1.jsa"), "of another command");
        Path first = generate("first");
        assertEquals(List.of("generate-more-1.jsa"), archives().stream().filter(name -> name.endsWith("-1.jsa")).toList());
        assertEquals(2, archives().size(), archives().toString());
        // Without the archive it would not start.
        Path loaded = home.resolve("loaded.txt");
        environment.put("JDK_JAVA_OPTIONS", "-Xshare:on -Xlog:class+load:file=" + loaded);
        Path second = generate("second");
        assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        assertEquals(2, archives().size(), archives().toString());
        List<String> fromTheJar = Files.readAllLines(loaded).stream().filter(line -> line.contains("stylestack-cli.jar")).toList();
        assertEquals(List.of(), fromTheJar);
    }

    private Path generate(String name) throws Exception {
        Path out = home.resolve(name);
        Ended ended = run(SCRIPT, "generate", "--seeds", "0", "--device", "java", "--format", "npy", "--save", "faces", "--out", out.toString());
        Path faces = out.resolve("faces.npy");
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().endsWith(faces + "\n"), ended.output());
        // What the JVM says of its archives.
        assertFalse(ended.output().contains("[cds"), ended.output());
        return faces;
    }

    @Test
    void whatIsWrongLeavesNoArchive() throws Exception {
        Ended wrong = run(SCRIPT, "generate", "--bogus");
        assertEquals(2, wrong.status(), wrong.output());
        assertTrue(wrong.output().startsWith("Unknown option: '--bogus'"), wrong.output());
        assertEquals(0, run(SCRIPT, "--version").status());
        assertEquals(2, run(SCRIPT).status());
        assertEquals(0, run(SCRIPT, "generate", "--help").status());
        assertEquals(List.of(), archives());
    }

    @Test
    void aLinkServesAsTheScript() throws Exception {
        Path link = Files.createSymbolicLink(home.resolve("faces of styles"), SCRIPT);
        Ended ended = run(link, "--version");
        assertEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().startsWith("StyleStack "), ended.output());
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoFailure() throws Exception {
        Files.createDirectories(home.resolve(".stylestack"));
        Files.writeString(home.resolve(".stylestack/classes"), "a file");
        generate("faces");
    }

    @Test
    void saysWhereThereIsNoJava() throws Exception {
        environment.put("JAVA_HOME", home.toString());
        assertEquals(new Ended(1, "stylestack: there is no " + home + "/bin/java; install Java 17 or newer, or set JAVA_HOME to the folder of"
                + " one\n"), run(SCRIPT, "--version"));
    }

    @Test
    void whoEndsTheFirstStartEndsJava() throws Exception {
        Process process = process(SCRIPT, "generate", "--seeds", "0-20000", "--device", "java", "--out", home.resolve("faces").toString());
        // What Java says first.
        process.inputReader().readLine();
        ProcessHandle java = process.children().findFirst().orElseThrow();
        process.destroy();
        assertNotEquals(0, process.waitFor());
        assertFalse(java.isAlive());
        assertEquals(List.of(), archives());
    }
}
