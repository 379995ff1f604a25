package org.stylestack.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.io.RoiEncoder;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.cli.Shell;
import org.stylestack.fixture.TestDevices;
import org.stylestack.imagej.ImageJWindow;

/**
 * Runs every line of code in the documentation. Each document has a folder of its own, in which there are the files that it
 * speaks of and what its earlier lines have written.
 */
class ExamplesTest {

    /** Where the macros' files are. */
    private static final String PLACE = "/path/to/";

    /** The models that examples name; the format is found from the content. */
    private static final List<String> MODELS = List.of("ffhq.pkl", "first.pkl", "second.pkl");
    private static final Path SAMPLE = Path.of("sample-weights", "portraits-64.safetensors");

    /** The words before one that may name a file. */
    private static final Set<String> FILES = Set.of("--model", "--model-b", "--w", "--z", "--noise-maps", "--plane", "--directions",
            "--roi", "regenerate");

    /** What builds and tests StyleStack itself, and scripts for developers. */
    private static final List<String> NOT_RUN = List.of("mvn ", ".ci/", "java -cp target/classes:");

    @TempDir
    static Path temporary;

    @TestFactory
    Stream<DynamicContainer> shell() throws IOException {
        return containers("shell", example -> example.arguments().map(arguments -> folder -> runInShell(arguments, folder)));
    }

    @Tag("gui")
    @TestFactory
    Stream<DynamicContainer> macros() throws IOException {
        return containers("macros", example -> example.isMacro() ? Optional.of(folder -> runInWindow(example.text(), folder))
                : Optional.empty());
    }

    @Test
    void allThatLooksLikeCodeIsRun() throws IOException {
        for (Path document : Example.documents()) {
            for (Example example : Example.in(document)) {
                assertTrue(example.isMacro() || example.arguments().isPresent() || NOT_RUN.stream().anyMatch(example.text()::startsWith),
                        document + " has a line of code that no test runs: " + example.text());
            }
        }
    }

    @Test
    void captionsOfTheGalleryAreItsCommands() throws IOException {
        List<String> script = Files.readAllLines(Path.of(".ci", "gallery"));
        List<String> captions = Example.in(Path.of("README.md")).stream().map(Example::text)
                .filter(text -> text.startsWith("stylestack ") && text.contains("--out ")).toList();
        assertEquals(script.stream().filter(line -> line.startsWith("stylestack ")).toList(), captions);
    }

    private interface Door {
        Optional<Run> of(Example example);
    }

    private interface Run {
        void in(Path folder) throws Exception;
    }

    private static Stream<DynamicContainer> containers(String name, Door door) throws IOException {
        return Example.documents().stream().map(document -> DynamicContainer.dynamicContainer(document.toString(), tests(name, door, document)));
    }

    private static Stream<DynamicTest> tests(String name, Door door, Path document) {
        try {
            Path folder = temporary.resolve(name).resolve(document.getFileName());
            prepare(folder);
            return Example.in(document).stream().flatMap(example -> door.of(example).stream()
                    .map(run -> DynamicTest.dynamicTest(example.text(), () -> run.in(folder))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The files that examples need and do not make. */
    private static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String model : MODELS) {
            Files.copy(SAMPLE, folder.resolve(model));
        }
        RoiEncoder.save(new OvalRoi(16, 24, 32, 16), folder.resolve("eyes.roi").toString());
        IJ.saveAs(new ImagePlus("photo", new FloatProcessor(new float[][] {{0, 1, 2}, {2, 0, 1}})), "png", folder.resolve("photo.png").toString());
        // One w+ of the sample's ten layers.
        ByteBuffer latent = ByteBuffer.allocate(10 * 128 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(folder.resolve("w.f32"), latent.array());
        Shell.save(folder.resolve("w.npy"), new float[2 * 128], 2, 128);
    }

    private static void runInShell(List<String> arguments, Path folder) {
        assumeTrue(!arguments.get(0).equals("tune") || TestDevices.names().contains("opencl"), "OpenCL devices alone are tuned");
        String[] resolved = arguments.toArray(String[]::new);
        for (int k = 1; k < resolved.length; k++) {
            boolean isWritten = resolved[k - 1].equals("--out");
            if (isWritten || FILES.contains(resolved[k - 1]) && Files.exists(folder.resolve(resolved[k]))) {
                resolved[k] = folder.resolve(resolved[k]).toString();
            }
        }
        Shell shell = Shell.run(resolved);
        assertEquals(0, shell.status(), String.join("\n", shell.err()));
    }

    private static void runInWindow(String macro, Path folder) throws IOException {
        ImageJWindow.open();
        try {
            assertNull(ImageJWindow.runMacro(macro.replace(PLACE, folder + "/")));
        } finally {
            ImageJWindow.closeAll();
        }
    }
}
