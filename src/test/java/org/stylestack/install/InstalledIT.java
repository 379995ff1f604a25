package org.stylestack.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.sun.jna.Function;
import ij.IJ;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.imglib2.img.Img;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.parsington.Operator;
import org.stylestack.fixture.TestDevices;

/**
 * The zip, unpacked as users do: over an ImageJ that is ij.jar alone, and over as much of a Fiji as Maven Central has, which is
 * ImageJ as Fiji patches it, one class path for all, and CLIJ's JOCL before StyleStack's.
 */
@Tag("gui")
class InstalledIT {

    private static final Path ZIP = Path.of(System.getProperty("stylestack.zip"));
    private static final long LARGEST = 12_000_000;
    private static final String MENU = "Plugins>StyleStack>";

    private static final String OPENCL = TestDevices.names().contains("opencl") ? "device=opencl fallback=fail" : "device=java";

    /** What Fiji brings along of that which StyleStack needs. */
    private static final List<Class<?>> OF_FIJI = List.of(IJ.class, Context.class, Operator.class, Img.class, Gson.class,
            DMatrixRMaj.class, CommonOps_DDRM.class, Function.class);

    @TempDir
    private Path folder;

    private Path home;
    private Path own;

    @BeforeEach
    void unpack() throws IOException {
        home = Files.createDirectory(folder.resolve("ImageJ folder"));
        own = home.resolve("plugins/StyleStack");
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path file = home.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.copy(zip.getInputStream(entry), file);
                }
            }
        }
    }

    @Test
    void everyEntryAndMacroRunsInAPlainImageJ() throws Exception {
        List<String> tasks = files(own.resolve("Tasks"), ".ijm").stream()
                .map(file -> file.getFileName().toString().replace('_', ' ').replace(".ijm", "")).toList();
        List<String> macros = new ArrayList<>(runs("device=java"));
        tasks.forEach(task -> macros.add("run(\"" + task + "\");"));
        macros.add("run(\"Generate Faces...\", \"seeds=0 outputs=faces " + OPENCL + "\");");
        HostProcess host = HostProcess.run(home, List.of(plainImageJ()), folder, macros, "plain");
        List<String> entries = host.told("entry").stream().filter(entry -> entry[0].startsWith(MENU)).map(entry -> entry[0]).toList();
        assertEquals(tasks, entries.stream().filter(entry -> entry.startsWith(MENU + "Tasks>"))
                .map(entry -> entry.substring(MENU.length() + 6)).sorted().toList());
        assertLabelsAreUnique(host);
        assertRan(host, macros);
    }

    @Test
    void everyEntryAndMacroRunsAsInFijiBesideAnotherJocl() throws Exception {
        Path jars = Files.createDirectory(home.resolve("jars"));
        for (Class<?> type : OF_FIJI) {
            Files.copy(source(type), jars.resolve(source(type).getFileName()));
        }
        for (Path jar : files(Path.of("target/fiji-jars"), ".jar")) {
            Files.copy(jar, jars.resolve(jar.getFileName()));
        }
        List<String> macros = new ArrayList<>(runs(OPENCL));
        files(own.resolve("Tasks"), ".ijm").forEach(task -> macros.add("runMacro(\"" + task + "\");"));
        HostProcess host = HostProcess.run(home, fijisClassPath(jars), folder, macros, "fiji");
        assertLabelsAreUnique(host);
        assertRan(host, macros);
        assertTrue(host.told("jocl").get(0)[0].endsWith("jocl-2.0.2.jar"), host.toString());
    }

    @Test
    void saysWhatIsWrongWhereJavaIsTooOld() throws Exception {
        List<String> macros = List.of("run(\"Generate Faces...\", \"seeds=0\");");
        HostProcess host = HostProcess.run(home, List.of(plainImageJ()), folder, macros, "old");
        assertTrue(host.told("ran").get(0)[1].startsWith("StyleStack needs Java 17 or newer, but this ImageJ runs on Java "), host.toString());
    }

    @Test
    void theShellsProgramIsComplete() throws Exception {
        Path out = folder.resolve("faces");
        Process process = new ProcessBuilder(HostProcess.JAVA, "-Duser.home=" + folder, "-jar",
                ZIP.resolveSibling("stylestack-cli.jar").toString(), "generate", "--seeds", "0", "--device", "java", "--out", out.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(folder.resolve("err.txt").toFile()).start();
        assertEquals(0, process.waitFor(), Files.readString(folder.resolve("err.txt")));
        assertTrue(Files.exists(out.resolve("skips/0064.tif")));
    }

    @Test
    void noClassIsThereTwice() throws IOException {
        List<Path> plain = new ArrayList<>(List.of(plainImageJ()));
        plain.addAll(files(own, ".jar"));
        plain.addAll(files(own, ".zip"));
        assertNoClassTwice(plain);
        List<Path> fiji = new ArrayList<>(OF_FIJI.stream().map(InstalledIT::source).toList());
        fiji.addAll(files(own, ".jar"));
        assertNoClassTwice(fiji);
    }

    @Test
    void isSmallAndNamesTheLicenceOfEachLibrary() throws IOException {
        assertTrue(Files.size(ZIP) - Files.size(home.resolve("models/portraits-64.safetensors")) < LARGEST, Files.size(ZIP) + " bytes");
        String licences = Files.readString(own.resolve("licences/THIRD-PARTY.txt"));
        for (Path library : Stream.of(".jar", ".zip").flatMap(ending -> files(own, ending).stream()).toList()) {
            String name = library.getFileName().toString().replaceAll("(-unix)?\\.(jar|zip)", "");
            assertTrue(name.equals("stylestack_") || licences.contains(name), name);
        }
    }

    private List<String> runs(String device) {
        return Run.all().stream().map(run -> run.macro().replace("FOLDER", folder.toString()).replace("DEVICE", device)).toList();
    }

    private static void assertRan(HostProcess host, List<String> macros) {
        List<String[]> ran = host.told("ran");
        assertEquals(macros, ran.stream().map(run -> run[0]).toList());
        for (int k = 0; k < macros.size(); k++) {
            String[] run = ran.get(k);
            assertEquals("done", run[1], run[0]);
            if (k < Run.all().size()) {
                assertEquals(Run.all().get(k).images(), run[2], run[0]);
            } else {
                assertTrue(!run[2].isEmpty(), run[0] + " leaves no image");
            }
        }
        assertTrue(host.lines().stream().noneMatch(line -> line.contains("Exception") || line.contains("Error")), host.toString());
        assertTrue(!host.told("log").get(0)[0].contains("Warning"), host.toString());
    }

    /** Macros call entries by their label, whatever menu they are in. */
    private static void assertLabelsAreUnique(HostProcess host) {
        List<String> labels = host.told("entry").stream().map(entry -> entry[0].substring(entry[0].lastIndexOf('>') + 1)).toList();
        for (String[] entry : host.told("entry")) {
            String label = entry[0].substring(entry[0].lastIndexOf('>') + 1);
            if (entry[0].startsWith(MENU)) {
                assertEquals(1, Collections.frequency(labels, label), label);
            }
        }
        for (Run run : Run.all()) {
            assertTrue(labels.stream().anyMatch(run::isOf), run.macro() + " runs what is in no menu");
        }
    }

    private static void assertNoClassTwice(List<Path> jars) throws IOException {
        Set<String> classes = new HashSet<>();
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
                        assertTrue(classes.add(entry.getName()), entry.getName() + " of " + jar + " is there twice");
                    }
                }
            }
        }
    }

    private Path plainImageJ() throws IOException {
        Path jar = home.resolve("ij.jar");
        if (!Files.exists(jar)) {
            Files.copy(source(IJ.class), jar);
        }
        return jar;
    }

    /** As fiji.toml lists it: the jars, then the plugins in their folders. */
    private List<Path> fijisClassPath(Path jars) {
        return Stream.of(jars, own).flatMap(each -> files(each, ".jar").stream()).toList();
    }

    private static Path source(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
