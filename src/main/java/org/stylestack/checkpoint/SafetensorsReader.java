package org.stylestack.checkpoint;

import com.google.gson.JsonIOException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors: eight bytes with the length of a JSON header, the header, and the tensors' bytes,
 * all little endian (the format of the Hugging Face safetensors library, version 0.4).
 */
final class SafetensorsReader {

    /** The reference library refuses longer headers, too. */
    private static final long LONGEST_HEADER = 100_000_000;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final long dataLength;

    private SafetensorsReader(Path file, FileChannel channel, long dataStart) throws IOException {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
        this.dataLength = channel.size() - dataStart;
    }

    static Checkpoint read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < 10) {
                throw new CheckpointException(file, "not a model: a safetensors file has at least 10 bytes, this one has " + channel.size());
            }
            long headerLength = map(channel, 0, 8).getLong(0);
            if (headerLength < 2 || headerLength > Math.min(LONGEST_HEADER, channel.size() - 8)) {
                throw new CheckpointException(file, "not a safetensors file, or a truncated one: its first 8 bytes give a header of "
                        + Long.toUnsignedString(headerLength) + " bytes in a file of " + channel.size());
            }
            return new SafetensorsReader(file, channel, 8 + headerLength).read(header(file, channel, headerLength));
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file, "no such file; give the path of a file of weights", e);
        }
    }

    private static String header(Path file, FileChannel channel, long length) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(map(channel, 8, length)).toString();
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file, "the header of the safetensors file (bytes 8 to " + (8 + length) + ") is not UTF-8", e);
        }
    }

    private Checkpoint read(String header) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        List<long[]> ranges = new ArrayList<>();
        try (JsonReader json = new JsonReader(new StringReader(header))) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                if (name.equals("__metadata__")) {
                    readSettings(json, settings);
                } else if (tensors.put(name, readTensor(json, name, ranges)) != null) {
                    throw new CheckpointException(file, "the tensor " + name + " appears twice in the header");
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new CheckpointException(file, "the header goes on after its closing brace");
            }
        } catch (MalformedJsonException | IllegalStateException | NumberFormatException | JsonIOException | java.io.EOFException e) {
            throw new CheckpointException(file, "not a safetensors file: its header is not the JSON object expected there ("
                    + e.getMessage().lines().findFirst().orElse("") + ")", e);
        }
        requireDisjoint(ranges);
        return new Checkpoint(file, "safetensors", tensors, settings);
    }

    private static void readSettings(JsonReader json, Map<String, String> settings) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            settings.put(json.nextName(), json.nextString());
        }
        json.endObject();
    }

    private Tensor readTensor(JsonReader json, String name, List<long[]> ranges) throws IOException {
        String type = null;
        List<Long> shape = null;
        List<Long> range = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "dtype" -> type = json.nextString();
                case "shape" -> shape = readIntegers(json);
                case "data_offsets" -> range = readIntegers(json);
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (type == null || shape == null || range == null || range.size() != 2) {
            throw new CheckpointException(file, "the tensor " + name + " lacks dtype, shape or two data_offsets");
        }
        return tensor(name, type, shape, range.get(0), range.get(1), ranges);
    }

    private static List<Long> readIntegers(JsonReader json) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            numbers.add(Long.parseLong(json.nextString()));
        }
        json.endArray();
        return numbers;
    }

    private Tensor tensor(String name, String dtype, List<Long> sizes, long begin, long end, List<long[]> ranges) throws IOException {
        ElementType type = elementType(name, dtype);
        if (begin < 0 || end < begin || end > dataLength) {
            throw new CheckpointException(file, "the tensor " + name + " lies at bytes " + begin + " to " + end
                    + " of the data, which has " + dataLength + "; the file is truncated or broken");
        }
        int[] shape = new int[sizes.size()];
        long bytes = type.bytes();
        try {
            for (int k = 0; k < shape.length; k++) {
                shape[k] = Math.toIntExact(sizes.get(k));
                bytes = Math.multiplyExact(bytes, shape[k]);
            }
        } catch (ArithmeticException e) {
            throw new CheckpointException(file, "the tensor " + name + " has the impossible shape " + sizes, e);
        }
        if (bytes != end - begin || bytes < 0) {
            throw new CheckpointException(file, "the tensor " + name + " has the shape " + sizes + " of " + dtype + ", which is "
                    + bytes + " bytes, but " + (end - begin) + " bytes of data");
        }
        ranges.add(new long[] {begin, end});
        return Tensor.dense(type, shape, map(channel, dataStart + begin, bytes));
    }

    private ElementType elementType(String name, String dtype) throws CheckpointException {
        return switch (dtype) {
            case "F64" -> ElementType.FLOAT64;
            case "F32" -> ElementType.FLOAT32;
            case "F16" -> ElementType.FLOAT16;
            case "BF16" -> ElementType.BFLOAT16;
            case "I64" -> ElementType.INT64;
            case "I32" -> ElementType.INT32;
            case "I16" -> ElementType.INT16;
            case "I8" -> ElementType.INT8;
            case "U8" -> ElementType.UINT8;
            case "BOOL" -> ElementType.BOOL;
            default -> throw new CheckpointException(file, "the tensor " + name + " has the unknown element type " + dtype);
        };
    }

    private void requireDisjoint(List<long[]> ranges) throws CheckpointException {
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        for (int k = 1; k < ranges.size(); k++) {
            if (ranges.get(k)[0] < ranges.get(k - 1)[1]) {
                throw new CheckpointException(file, "two tensors share the bytes from " + ranges.get(k)[0] + " of the data");
            }
        }
    }

    private static ByteBuffer map(FileChannel channel, long start, long length) throws IOException {
        return channel.map(FileChannel.MapMode.READ_ONLY, start, length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
