package org.stylestack.layer.opencl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
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
            int digest = digest(new byte[0]).length;
            if (content.length > digest) {
                byte[] binary = Arrays.copyOfRange(content, digest, content.length);
                return Arrays.equals(digest(binary), Arrays.copyOf(content, digest)) ? Optional.of(binary) : Optional.empty();
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
                byte[] digest = digest(binary);
                byte[] content = Arrays.copyOf(digest, digest.length + binary.length);
                System.arraycopy(binary, 0, content, digest.length, binary.length);
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
        byte[] key = digest((device + "\0" + source).getBytes(StandardCharsets.UTF_8));
        return folder.resolve(HexFormat.of().formatHex(key) + ".bin");
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
