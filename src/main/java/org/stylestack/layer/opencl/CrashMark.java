package org.stylestack.layer.opencl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is there while something risky is done, and stays where that ends the process. It is locked meanwhile, so that another process
 * that does the same at the same time is not told of a crash; that one goes without a mark of its own, as does another thread, and who
 * cannot write the file.
 */
final class CrashMark implements AutoCloseable {

    /** Those of this process: to close a file a second time would end the lock of the first. */
    private static final Set<Path> SET_HERE = ConcurrentHashMap.newKeySet();

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
        if (!SET_HERE.add(file)) {
            return new CrashMark(file, Optional.empty(), false);
        }
        FileChannel channel = null;
        try {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                boolean left = channel.size() > 0;
                if (!left) {
                    channel.write(ByteBuffer.allocate(1));
                    // Whoever quits meanwhile has not crashed.
                    file.toFile().deleteOnExit();
                }
                return new CrashMark(file, Optional.of(channel), left);
            }
        } catch (IOException e) {
            // Goes without.
        }
        return without(file, channel);
    }

    private static CrashMark without(Path file, FileChannel channel) {
        SET_HERE.remove(file);
        try (FileChannel closed = channel) {
            return new CrashMark(file, Optional.empty(), false);
        } catch (IOException e) {
            return new CrashMark(file, Optional.empty(), false);
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
        SET_HERE.remove(file);
    }
}
