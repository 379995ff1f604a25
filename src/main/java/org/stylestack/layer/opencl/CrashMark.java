package org.stylestack.layer.opencl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is there while something risky is done, and stays where that ends the process. It is locked meanwhile, so that who else
 * does the same at the same time is not told of a crash; that one goes without a mark of its own, as does who cannot write the file.
 */
final class CrashMark implements AutoCloseable {

    private final Path file;
    /** Locked; empty where there is no mark. */
    private final Optional<FileChannel> channel;
    private final boolean left;

    private CrashMark(Path file, Optional<FileChannel> channel, boolean left) {
        this.file = file;
        this.channel = channel;
        this.left = left;
    }

    /** To be closed when it is done. */
    static CrashMark set(Path file) {
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                boolean left = channel.size() > 0;
                if (!left) {
                    channel.write(ByteBuffer.allocate(1));
                    // Whoever quits meanwhile has not crashed.
                    file.toFile().deleteOnExit();
                }
                return new CrashMark(file, Optional.of(channel), left);
            }
            channel.close();
        } catch (IOException e) {
            // Goes without.
        }
        return new CrashMark(file, Optional.empty(), false);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Whether a process ended here before; the mark then stays. */
    boolean wasLeft() {
        return left;
    }

    @Override
    public void close() {
        if (channel.isEmpty()) {
            return;
        }
        try (FileChannel mark = channel.get()) {
            if (!left) {
                // Who has opened it meanwhile finds nothing left.
                mark.truncate(0);
            }
        } catch (IOException e) {
            // It is deleted all the same.
        }
        if (!left) {
            file.toFile().delete();
        }
    }
}
