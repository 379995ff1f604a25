package org.stylestack.checkpoint;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;

/** Writes safetensors, every tensor as float32; {@link SafetensorsReader} says what the format is. */
public final class SafetensorsWriter {

    /** The reference library pads the header so that tensors begin at multiples of this. */
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {
    }

    /**
     * Writes a file, or replaces it once the new one is complete; the tensors may be views of the old one.
     *
     * @param tensors  by name, written in the map's order
     * @param settings what {@code __metadata__} says
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> settings) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        // Not by createTempFile, whose files none but their owner may read.
        Path unfinished = folder.resolve("." + file.getFileName() + "-" + UUID.randomUUID() + ".part");
        try {
            Files.createFile(unfinished);
        } catch (IOException e) {
            throw new IOException(file + ": the folder " + folder + " cannot be written; choose another folder", e);
        }
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                writeFully(channel, header(tensors, settings));
                for (Tensor tensor : tensors.values()) {
                    writeFully(channel, bytes(tensor));
                }
            }
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException(file + " could not be written to the end (" + e.getMessage() + "); make room there, or choose another"
                    + " folder", e);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static ByteBuffer header(Map<String, Tensor> tensors, Map<String, String> settings) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("__metadata__").beginObject();
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                json.name(setting.getKey()).value(setting.getValue());
            }
            json.endObject();
            long begin = 0;
            for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
                long end = begin + tensor.getValue().count() * Float.BYTES;
                json.name(tensor.getKey()).beginObject().name("dtype").value("F32").name("shape").beginArray();
                for (int size : tensor.getValue().shape()) {
                    json.value(size);
                }
                json.endArray().name("data_offsets").beginArray().value(begin).value(end).endArray().endObject();
                begin = end;
            }
            json.endObject();
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (bytes.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(bytes);
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        return header.flip();
    }

    private static ByteBuffer bytes(Tensor tensor) {
        float[] values = tensor.floats();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
