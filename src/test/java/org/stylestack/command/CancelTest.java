package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.cli.Shell;
import org.stylestack.device.DeviceChoice;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.LimitedDevice;
import org.stylestack.layer.Shape;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Progress;

/** Whatever a command does when it is cancelled, it ends there, and the next command is none the worse for it. */
class CancelTest {

    private static final Map<String, String> OPTIONS = Map.of("seeds", "3-5", "device", "java", "batch", "1", "model",
            Fixtures.model("micro16_rosinality_deflated.pt").toString());

    private static final Log SILENT = new Log() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}
    };

    /** Cancelled as soon as something is reported that begins so. */
    private static final class Cancelled implements Progress {

        private final String by;
        private final List<String> heard = new ArrayList<>();
        private volatile boolean cancelled;

        Cancelled(String by) {
            this.by = by;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public synchronized void report(double done, String what) {
            heard.add(what);
            cancelled |= what.startsWith(by);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reading micro16_rosinality_deflated.pt, ", "checking micro16_rosinality_deflated.pt, ", "asking the drivers",
        "opening java", "weights of 8×8", "face 1 of 3, 4×4", "face 2 of 3, 16×16", "face 3 of 3, 8×8"})
    void endsThere(String step) throws IOException {
        Map<String, ImagePlus> whole = command().execute(SILENT, Progress.SILENT);
        Cancelled progress = new Cancelled(step);
        assertThrows(CancellationException.class, () -> command().execute(SILENT, progress));
        String last = progress.heard.get(progress.heard.size() - 1);
        assertTrue(last.startsWith(step), "nothing is reported after " + step + ", but " + progress.heard);
        Map<String, ImagePlus> next = command().execute(SILENT, Progress.SILENT);
        assertEquals(whole.keySet(), next.keySet());
        for (int slice = 1; slice <= 3; slice++) {
            assertArrayEquals((int[]) whole.get("faces").getStack().getPixels(slice), (int[]) next.get("faces").getStack().getPixels(slice));
        }
    }

    @ParameterizedTest
    @CsvSource({"w, faces.npy, GenerateFaces", "w, faces.npz, GenerateFaces", "z, faces.npz, GenerateFaces", "rows_w, faces.npz, MixStyles",
        "w, faces.npz, StudyNoise", "w_b, faces.npz, CompareSettings", "directions, canon32_factor_rosinality.pt, EditDirection",
        "directions, canon32_factor_rosinality.pt, CompareSettings", "roi, faces.npy, EditRegion", "plane, faces.npy, StudyNoise"})
    void whileAFileIsRead(String key, String name, String command, @TempDir Path folder) throws Exception {
        Path file = name.startsWith("faces") ? faces(folder.resolve(name)) : Fixtures.file("latents/" + name);
        Cancelled progress = new Cancelled("reading " + name);
        Map<String, String> values = new HashMap<>(Map.of(key, file.toString(), "device", "java", "model",
                Fixtures.model("canon32.safetensors").toString()));
        if (key.equals("roi")) {
            values.put("seeds", "1");
        } else if (key.equals("plane")) {
            values.put("plane_at", "b8.conv1");
        }
        CommandDeclaration declaration = CommandDeclaration.of(Class.forName("org.stylestack.command." + command).asSubclass(StackCommand.class));
        assertThrows(CancellationException.class, () -> declaration.create(values).execute(SILENT, progress));
        assertTrue(progress.heard.get(progress.heard.size() - 1).startsWith("reading " + name), progress.heard.toString());
    }

    /** w of two faces. */
    private static Path faces(Path file) throws IOException {
        Path npy = Shell.save(file.resolveSibling("faces.npy"), new float[2 * 64], 2, 64);
        if (file.equals(npy)) {
            return npy;
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("w.npy"));
            Files.copy(npy, zip);
        }
        return file;
    }

    /** As where a driver compiles for seconds: nothing can stop it, and nobody waits for it. */
    @Test
    @Timeout(60)
    void whoCancelsIsLetGoAtOnceAndGetsNothingAnyMore() throws Exception {
        LimitedDevice device = new LimitedDevice(1L << 40);
        DeviceChoice choice = new DeviceChoice("opencl", "A", "a device", options -> new KernelLayers(device));
        GenerateFaces command = (GenerateFaces) command();
        Generation generation = new Generation(command.options(Progress.SILENT), SILENT, Progress.SILENT);
        CountDownLatch compiled = new CountDownLatch(1);
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Cancelled progress = new Cancelled("compiling");
        Generation.Work work = (model, sink) -> {
            progress.report(0, "compiling");
            try {
                compiled.await();
                sink.accept(Output.FACES, 0, new Shape(1, 3, 16, 16), new float[3 * 16 * 16]);
            } catch (InterruptedException | CancellationException e) {
                end.complete(e);
                throw new CancellationException();
            }
        };
        assertThrows(CancellationException.class, () -> generation.run(List.of(choice), work,
                (output, first, shape, values) -> fail("an output after the end"), progress));
        assertTrue(device.open() > 0, "the device is still busy");
        compiled.countDown();
        assertEquals("cancelled", end.get(1, TimeUnit.MINUTES).getMessage());
        while (device.open() > 0) {
            Thread.sleep(1);
        }
    }

    private static StackCommand command() {
        return CommandDeclaration.of(GenerateFaces.class).create(OPTIONS);
    }
}
