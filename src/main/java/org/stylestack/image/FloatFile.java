package org.stylestack.image;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file of little-endian float32 numbers, after a header. */
final class FloatFile implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final int start;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    FloatFile(Path file, byte[] header) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        start = header.length;
        write(ByteBuffer.wrap(header));
    }

    void append(float[] values) throws IOException {
        int most = chunk.capacity() / Float.BYTES;
        for (int from = 0; from < values.length; from += most) {
            int count = Math.min(most, values.length - from);
            chunk.clear().asFloatBuffer().put(values, from, count);
            write(chunk.limit(count * Float.BYTES));
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * The numbers from {@code index · count} on.
     *
     * @throws EOFException if they are not all there
     */
    float[] read(long index, int count) throws IOException {
        float[] values = new float[count];
        long position = start + index * count * Float.BYTES;
        int most = chunk.capacity() / Float.BYTES;
        for (int from = 0; from < count; from += most) {
            int some = Math.min(most, count - from);
            chunk.clear().limit(some * Float.BYTES);
            while (chunk.hasRemaining()) {
                int bytes = channel.read(chunk, position);
                if (bytes < 0) {
                    throw new EOFException(file + ": the file ends at byte " + channel.size() + ", but was written further; another program has"
                            + " cut it off, so compute its numbers again");
                }
                position += bytes;
            }
            chunk.flip().asFloatBuffer().get(values, from, some);
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
