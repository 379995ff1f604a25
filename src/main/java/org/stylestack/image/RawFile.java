package org.stylestack.image;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A new file of little-endian float32 numbers, or of bytes, after a header. */
final class RawFile implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final int start;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    RawFile(Path file, byte[] header) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        start = header.length;
        append(header);
    }

    void append(float[] values) throws IOException {
        int most = chunk.capacity() / Float.BYTES;
        for (int from = 0; from < values.length; from += most) {
            int count = Math.min(most, values.length - from);
            chunk.clear().asFloatBuffer().put(values, from, count);
            writeChunk(count * Float.BYTES);
        }
    }

    void append(byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += chunk.capacity()) {
            int count = Math.min(chunk.capacity(), bytes.length - from);
            chunk.clear().put(bytes, from, count);
            writeChunk(count);
        }
    }

    private void writeChunk(int bytes) throws IOException {
        chunk.position(0).limit(bytes);
        while (chunk.hasRemaining()) {
            channel.write(chunk);
        }
    }

    /**
     * The numbers from {@code index · count} on.
     *
     * @throws EOFException if they are not all there
     */
    float[] read(long index, int count) throws IOException {
        float[] values = new float[count];
        int most = chunk.capacity() / Float.BYTES;
        for (int from = 0; from < count; from += most) {
            int some = Math.min(most, count - from);
            readChunk((index * count + from) * Float.BYTES, some * Float.BYTES);
            chunk.asFloatBuffer().get(values, from, some);
        }
        return values;
    }

    /** The bytes from {@code index · count} on, likewise. */
    byte[] readBytes(long index, int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int from = 0; from < count; from += chunk.capacity()) {
            int some = Math.min(chunk.capacity(), count - from);
            readChunk(index * count + from, some);
            chunk.get(bytes, from, some);
        }
        return bytes;
    }

    private void readChunk(long position, int bytes) throws IOException {
        chunk.clear().limit(bytes);
        while (chunk.hasRemaining()) {
            if (channel.read(chunk, start + position + chunk.position()) < 0) {
                throw new EOFException(file + ": the file ends at byte " + channel.size() + ", but was written further; another program has"
                        + " cut it off, so compute its numbers again");
            }
        }
        chunk.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
