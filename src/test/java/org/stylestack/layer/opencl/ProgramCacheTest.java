package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {

    private static final byte[] BINARY = {1, 2, 3};

    @TempDir
    private Path folder;

    @Test
    void aProgramServesItsDeviceDriverAndSource() throws IOException {
        ProgramCache cache = new ProgramCache(folder.resolve("made/when/needed"));
        OpenClDevice device = device("one", "1.0");
        assertEquals(Optional.empty(), cache.read(device, "source"));
        cache.write(device, "source", BINARY);
        assertArrayEquals(BINARY, cache.read(device, "source").orElseThrow());
        assertEquals(Optional.empty(), cache.read(device, "another source"));
        assertEquals(Optional.empty(), cache.read(device("one", "1.1"), "source"));
        assertEquals(Optional.empty(), cache.read(device("two", "1.0"), "source"));
        try (Stream<Path> files = Files.list(folder.resolve("made/when/needed"))) {
            assertEquals(1, files.count(), "nothing half-written is left");
        }
    }

    @Test
    void aDamagedFileIsAsNoneAndReplaced() throws IOException {
        ProgramCache cache = new ProgramCache(folder);
        OpenClDevice device = device("one", "1.0");
        cache.write(device, "source", BINARY);
        Path file = cache.file(device, "source");
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1] ^= 1;
        Files.write(file, content);
        assertEquals(Optional.empty(), cache.read(device, "source"));
        Files.write(file, new byte[5]);
        assertEquals(Optional.empty(), cache.read(device, "source"));
        cache.write(device, "source", BINARY);
        assertTrue(cache.read(device, "source").isPresent());
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoError() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        ProgramCache cache = new ProgramCache(file.resolve("programs"));
        cache.write(device("one", "1.0"), "source", BINARY);
        assertEquals(Optional.empty(), cache.read(device("one", "1.0"), "source"));
    }

    private static OpenClDevice device(String name, String driver) {
        return new OpenClDevice(null, null, name, "platform", driver, OpenClDevice.Kind.CPU, 1, 1, 1, 1, 1, false);
    }
}
