package org.stylestack.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a {@link Host} told.
 *
 * @param lines its output: words with tabs between them, and all else that the process wrote
 */
record HostProcess(List<String> lines) {

    /** The Java that runs the tests. */
    static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /**
     * Starts an ImageJ and waits for its end.
     *
     * @param home    its folder
     * @param jars    its class path
     * @param work    a folder for what the test needs besides
     * @param macros  what it runs
     * @param kind   the host's first word
     */
    static HostProcess run(Path home, List<Path> jars, Path work, List<String> macros, String kind)
            throws IOException, InterruptedException {
        List<Path> classPath = new ArrayList<>(jars);
        classPath.add(hostClasses(work));
        Path list = Files.write(work.resolve("macros.txt"), macros);
        List<String> command = List.of(JAVA, "-Duser.home=" + work, "-Dplugins.dir=" + home, "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
                String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()), Host.class.getName(), kind,
                list.toString());
        Path out = work.resolve("out.txt");
        Process process = new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).redirectOutput(out.toFile())
                .start();
        int status = process.waitFor();
        HostProcess host = new HostProcess(Files.readAllLines(out));
        assertEquals(0, status, host::toString);
        return host;
    }

    /** A folder with the class of the host and no other. */
    private static Path hostClasses(Path work) throws IOException {
        Path root = Path.of(Host.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        String packageFolder = Host.class.getPackageName().replace('.', '/');
        Path copies = Files.createDirectories(work.resolve("host").resolve(packageFolder));
        try (Stream<Path> files = Files.list(root.resolve(packageFolder))) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches("Host(\\$.*)?\\.class")).toList()) {
                Files.copy(file, copies.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return work.resolve("host");
    }

    /** The words after the first of all lines that begin with it. */
    List<String[]> told(String first) {
        return lines.stream().filter(line -> line.startsWith(first + "\t")).map(line -> line.substring(first.length() + 1).split("\t", -1))
                .toList();
    }

    @Override
    public String toString() {
        return String.join("\n", lines.stream().filter(line -> !line.startsWith("entry")).toList());
    }
}
