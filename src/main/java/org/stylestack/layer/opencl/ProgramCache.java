package org.stylestack.layer.opencl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Built programs in files of the user, since to load one takes a twentieth of the time that even a driver with a cache of its
 * own takes to build it. A file serves one device, driver and source; it can be deleted at any time. What cannot be written
 * or read is built again, and no more.
 */
final class ProgramCache {

    private final Path folder;

    ProgramCache(Path folder) {
        this.folder = folder;
    }

    /** {@code ~/.stylestack/programs}. */
    static ProgramCache ofUser() {
        return new ProgramCache(Path.of(System.getProperty("user.home"), ".stylestack", "programs"));
    }

    /** The binary of a program; empty where there is none, or only a damaged one, which a driver might not survive. */
    Optional<byte[]> read(OpenClDevice device, String source) {
        try {
            byte[] content = Files.readAllBytes(file(device, source));
            if (content.length > Long.BYTES) {
                byte[] binary = Arrays.copyOfRange(content, Long.BYTES, content.length);
                return Fingerprint.of(binary) == ByteBuffer.wrap(content).getLong() ? Optional.of(binary) : Optional.empty();
            }
        } catch (IOException e) {
            // Not built yet, or not readable.
        }
        return Optional.empty();
    }

    void write(OpenClDevice device, String source, byte[] binary) {
        try {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, "program", ".part");
            try {
                byte[] content = ByteBuffer.allocate(Long.BYTES + binary.length).putLong(Fingerprint.of(binary)).put(binary).array();
                Files.write(written, content);
                Files.move(written, file(device, source), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            // The next start builds again.
        }
    }

    Path file(OpenClDevice device, String source) {
        long key = Fingerprint.of((device + "\0" + source).getBytes(StandardCharsets.ISO_8859_1));
        return folder.resolve(Long.toHexString(key) + ".bin");
    }
}
