package org.stylestack.layer.opencl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that is there while something risky is done, and stays where that ends the process. It is locked meanwhile, so that another
 * process that does the same at the same time is not told of a crash; that one goes without a mark of its own, as does who cannot write
 * the file. One at a time in a process: a file that is closed loses all its locks.
 */
final class CrashMark implements AutoCloseable {

    private final Path file;
    /** Empty where the file cannot be opened. */
    private final Optional<FileChannel> channel;
    private final boolean left;
    /** Whether it is this one's, to be deleted. */
    private final boolean set;

    private CrashMark(Path file, Optional<FileChannel> channel, boolean left, boolean set) {
        this.file = file;
        this.channel = channel;
        this.left = left;
        this.set = set;
    }

    /** To be closed when it is done. */
    static CrashMark set(Path file) {
        Optional<FileChannel> opened = Optional.empty();
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            opened = Optional.of(channel);
            boolean locked = channel.tryLock() != null;
            boolean left = locked && channel.size() > 0;
            boolean set = locked && !left;
            if (set) {
                channel.write(ByteBuffer.allocate(1));
                // Whoever quits meanwhile has not crashed.
                file.toFile().deleteOnExit();
            }
            return new CrashMark(file, opened, left, set);
        } catch (IOException e) {
            return new CrashMark(file, opened, false, false);
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
            if (set) {
                // Who has opened it meanwhile finds nothing left.
                mark.truncate(0);
            }
        } catch (IOException e) {
            // It is deleted all the same.
        }
        if (set) {
            file.toFile().delete();
        }
    }
}
