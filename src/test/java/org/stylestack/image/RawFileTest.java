package org.stylestack.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RawFileTest {

    @TempDir
    private Path folder;

    @Test
    @Timeout(30)
    void whatSomebodyCutOffIsMissedAtOnce() throws IOException {
        Path path = folder.resolve("faces.raw");
        try (RawFile file = new RawFile(path, new byte[3])) {
            file.append(new float[] {1, 2, 3, 4});
            assertArrayEquals(new float[] {3, 4}, file.read(1, 2));
            try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
                other.truncate(17);
            }
            assertArrayEquals(new float[] {1, 2}, file.read(0, 2));
            EOFException missed = assertThrows(EOFException.class, () -> file.read(1, 2));
            assertEquals(path + ": the file ends at byte 17, but was written further; another program has cut it off, so compute its"
                    + " numbers again", missed.getMessage());
        }
    }

    @Test
    void bytesComeBackAcrossChunks() throws IOException {
        byte[] bytes = new byte[200_000];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) (k * 31 + k / 256);
        }
        try (RawFile file = new RawFile(folder.resolve("faces.raw"), new byte[3])) {
            file.append(Arrays.copyOf(bytes, 100_000));
            file.append(Arrays.copyOfRange(bytes, 100_000, 200_000));
            assertArrayEquals(Arrays.copyOfRange(bytes, 70_000, 140_000), file.readBytes(1, 70_000));
        }
    }
}
