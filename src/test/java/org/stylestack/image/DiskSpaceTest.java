package org.stylestack.image;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;

class DiskSpaceTest {

    @TempDir
    private Path folder;

    private static Series series(String name, long count, int size) {
        return new Series(Output.pictures(name), new Shape(1, 3, size, size), Labels.of(count, index -> name + " " + index, index -> name + index),
                size);
    }

    @Test
    void pixelsWaitWhileTheTiffIsWritten() {
        double numbers = 2_000_000.0 * 3 * 1024 * 1024;
        assertEquals(2 * numbers, DiskSpace.needed(Format.TIFF, List.of(series("walk", 2_000_000, 1024))));
        assertEquals(8 * numbers, DiskSpace.needed(Format.TIFF, List.of(series("walk", 2_000_000, 1024).inFloats())));
        assertEquals(4 * numbers, DiskSpace.needed(Format.NPY, List.of(series("walk", 2_000_000, 1024))));
        assertEquals(1.1 * numbers, DiskSpace.needed(Format.AVI, List.of(series("walk", 2_000_000, 1024).inFloats())), 1);
        // The second's pixels are there still when the first is complete, and its own are gone.
        assertEquals(3000 + 300 + 3000, DiskSpace.needed(Format.TIFF, List.of(series("a", 10, 10), series("b", 1, 10))));
        // Of float32, 1200 bytes of one and 3000 of the other wait; when the second is written, the first has become 1200.
        assertEquals(1200 + 3000 + 3000, DiskSpace.needed(Format.TIFF, List.of(series("b", 1, 10).inFloats(), series("a", 10, 10))));
    }

    @Test
    void whatIsFreeIsEnoughOrNot() {
        List<Series> all = List.of(series("walk", 10, 10));
        assertDoesNotThrow(() -> DiskSpace.require(folder, 6_000, Format.TIFF, all));
        String message = assertThrows(IOException.class, () -> DiskSpace.require(folder, 5_999, Format.TIFF, all)).getMessage();
        assertTrue(message.startsWith("out: walk of 10×10, 10 of them, need 0.006 MB on the disk of " + folder), message);
    }

    /** A disk of this size is still to be built. */
    @ParameterizedTest
    @EnumSource
    void anImpossibleSizeIsRefusedBeforeAnythingIsWritten(Format format) throws IOException {
        long count = format == Format.NPY ? 2_000_000_000L : 700_000_000;
        try (FolderSink sink = new FolderSink(folder.resolve("out"), format, true)) {
            String message = assertThrows(IOException.class, () -> sink.open(List.of(series("walk", count, 65536)))).getMessage();
            assertTrue(message.matches("out: walk of 65536×65536, [\\d,]+ of them, need [\\d,.]+ GB on the disk of .*, but [\\d,.]+ GB are free"
                    + " there; ask for fewer frames, seeds or outputs, or choose a folder on another disk"), message);
        }
        try (var files = Files.list(folder)) {
            assertFalse(files.findAny().isPresent());
        }
    }

    @Test
    void theTiffIsAsLargeAsItWasThought() throws IOException {
        try (FolderSink sink = new FolderSink(folder.resolve("out"), Format.TIFF, false)) {
            sink.open(List.of(series("walk", 5, 64)));
            sink.accept(Output.pictures("walk"), 0, new Shape(5, 3, 64, 64), new float[5 * 3 * 64 * 64]);
            Path file = sink.finish(new Provenance(Map.of())).get(0);
            double pixels = DiskSpace.needed(Format.TIFF, List.of(series("walk", 5, 64))) / 2;
            assertEquals(5 * 3 * 64 * 64, pixels);
            assertTrue(Files.size(file) >= pixels && Files.size(file) < pixels + 4096, Files.size(file) + " bytes");
        }
    }
}
