package org.stylestack.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.OpenClDevice;
import org.stylestack.layer.opencl.Tuner;
import org.stylestack.layer.opencl.Tuning;
import org.stylestack.layer.opencl.TuningFile;

/** The tuner, and the file that keeps its choices. */
@DisabledIfSystemProperty(named = "stylestack.devices", matches = "java", disabledReason = "OpenCL is left out")
class TuningTest {

    private final OpenClDevice device = TestDevices.openClDevice();

    @TempDir
    private Path folder;

    private Tuning chosen() {
        Tuning tuning = new Tuning();
        tuning.choose("fast.16-16.8x8", "winograd 32x32/4x4 64 MB");
        tuning.choose("fast.up.16-8.8x8", "direct 16x64/4x4 3 parts");
        return tuning;
    }

    private Path write(String text) throws IOException {
        return Files.writeString(new TuningFile(device, folder).path(), text);
    }

    /** What the file's reader warned of. */
    private List<String> warnings(Family family, Map<String, String> expected) {
        List<String> warnings = new ArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord log) {
                warnings.add(log.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(TuningFile.class.getName());
        logger.addHandler(listener);
        logger.setUseParentHandlers(false);
        try {
            assertEquals(expected, new TuningFile(device, folder).read(family).choices());
        } finally {
            logger.removeHandler(listener);
            logger.setUseParentHandlers(true);
        }
        return warnings;
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertEquals(List.of(), warnings(Family.GPU, Map.of()), "no file, no warning");
        new TuningFile(device, folder).write(chosen());
        assertEquals(List.of(), warnings(Family.GPU, chosen().choices()));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(new TuningFile(device, folder).path()), files.toList());
        }
        String text = Files.readString(new TuningFile(device, folder).path());
        assertTrue(text.contains("\nfast.up.16-8.8x8=direct 16x64/4x4 3 parts\n"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct 16x64/4x4 0 parts", "direct 17x64/4x4 1 parts", "winograd 32x32/4x4", "winograd 32x32/4x4 x MB",
        "sideways", ""})
    void nonsenseIsIgnoredWithOneWarning(String choice) throws IOException {
        new TuningFile(device, folder).write(chosen());
        write(Files.readString(new TuningFile(device, folder).path()) + "fast.1-1.4x4=" + choice + "\nfast.1-2.4x4=" + choice + "\n");
        List<String> warnings = warnings(Family.GPU, Map.of());
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("is ignored"), warnings.get(0));
    }

    @Test
    void brokenAndForeignFilesAreIgnored() throws IOException {
        write("device=\\u12");
        assertEquals(1, warnings(Family.GPU, Map.of()).size());
        new TuningFile(device, folder).write(chosen());
        write(Files.readString(new TuningFile(device, folder).path()).replace("driver=", "driver=another "));
        assertEquals(1, warnings(Family.GPU, Map.of()).size());
    }

    @Test
    void theTunerChoosesWhereThereAreWaysToChooseFrom() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("nano8.safetensors")));
        List<String> lines = new ArrayList<>();
        Tuning tuning = new Tuner(device, Family.GPU, lines::add, () -> false).tune(generator);
        // The other layers have so few pixels and channels that one tile covers them.
        assertEquals(Set.of("exact.4-4.8x8", "fast.4-4.8x8"), tuning.choices().keySet());
        assertTrue(tuning.choice("exact.4-4.8x8").orElseThrow().startsWith("direct "), tuning.choices().toString());
        for (String line : lines) {
            assertTrue(line.matches("(exact|fast)\\.4-4\\.8x8: (direct|winograd) \\S+ \\d+ \\w+, [0-9.]+ ms, (as by default|instead of .+ ms)"),
                    line);
        }
        assertEquals(2, lines.size(), lines.toString());
        new TuningFile(device, folder).write(tuning);
        assertEquals(tuning.choices(), new TuningFile(device, folder).read(Family.GPU).choices());
    }

    @Test
    void aProcessorIsTunedAsWell() throws IOException {
        OpenClDevice processor = TestDevices.processor();
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("nano8.safetensors")));
        Tuning tuning = new Tuner(processor, Family.CPU, line -> {}, () -> false).tune(generator);
        // Layers that can only go directly are no choice: exact ones.
        assertEquals(Set.of("fast.4-4.4x4", "fast.4-4.8x8", "fast.up.4-4.4x4"), tuning.choices().keySet());
        new TuningFile(device, folder).write(tuning);
        assertEquals(tuning.choices(), new TuningFile(device, folder).read(Family.CPU).choices());
        assertEquals(1, warnings(Family.GPU, Map.of()).size(), "of another family");
    }

    @Test
    void theTunerStopsAndSaysWhereThereIsNothingToTune() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("nano8.safetensors")));
        Tuner cancelled = new Tuner(device, Family.GPU, line -> {}, () -> true);
        assertThrows(CancellationException.class, () -> cancelled.tune(generator));
        Tuner untuned = new Tuner(device, Family.DEFINITIONS, line -> {}, () -> false);
        assertTrue(assertThrows(DeviceException.class, () -> untuned.tune(generator)).getMessage().contains("nothing to tune"));
    }
}
