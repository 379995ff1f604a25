package org.stylestack.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/** The bytes of a file, mapped: what is never looked at is never read, and a tensor is a slice. */
final class MappedFile {

    /** A segment starts every 2^30 bytes and is as long as a buffer may be, so every slice up to 2^30 bytes lies in one. */
    private static final long STEP = 1L << 30;
    /** Bytes between two looks at who may stop the reading: some milliseconds of unpacking. */
    static final int PIECE = 1 << 20;

    private final Path path;
    private final long length;
    private final DoubleConsumer progress;
    private final List<ByteBuffer> segments = new ArrayList<>();
    private long passed;

    private MappedFile(Path path, FileChannel channel, DoubleConsumer progress) throws IOException {
        this.path = path;
        this.length = channel.size();
        this.progress = progress;
        for (long start = 0; start < length; start += STEP) {
            long size = Math.min(Integer.MAX_VALUE, length - start);
            segments.add(channel.map(FileChannel.MapMode.READ_ONLY, start, size));
        }
    }

    /** @param progress see {@link #passed} */
    static MappedFile open(Path path, DoubleConsumer progress) throws IOException {
        if (Files.isDirectory(path)) {
            throw new CheckpointException(path, "this is a folder; give the path of a file");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new MappedFile(path, channel, progress);
        } catch (NoSuchFileException e) {
            throw new CheckpointException(path, "no such file; give the path of one that is there", e);
        }
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    /** Whether the file has these bytes at an offset. */
    boolean has(long offset, int... expected) throws CheckpointException {
        if (offset + expected.length > length) {
            return false;
        }
        ByteBuffer found = slice(offset, expected.length);
        for (int k = 0; k < expected.length; k++) {
            if ((found.get(k) & 0xff) != expected[k]) {
                return false;
            }
        }
        return true;
    }

    /** A view of bytes {@code offset} to {@code offset + size}, little endian. */
    ByteBuffer slice(long offset, long size) throws CheckpointException {
        if (offset < 0 || size < 0 || offset > length - size) {
            throw refusal("bytes " + offset + " to " + (offset + size) + " are needed, but the file ends at byte " + length
                    + "; it is truncated or broken, get it again");
        }
        if (size == 0) {
            return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
        }
        ByteBuffer segment = segments.get((int) (offset / STEP));
        int start = (int) (offset % STEP);
        if (size > segment.capacity() - start) {
            throw refusal("one tensor or pickle has " + size + " bytes, more than can be mapped at once; convert it to safetensors");
        }
        return segment.slice(start, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Says that so many bytes more were gone through; ends with an exception where who hears of it throws one. */
    void passed(long bytes) {
        passed += bytes;
        progress.accept(Math.min(1, (double) passed / length));
    }

    CheckpointException refusal(String problem) {
        return new CheckpointException(path, problem);
    }
}
