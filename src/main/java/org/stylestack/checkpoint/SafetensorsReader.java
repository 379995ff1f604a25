package org.stylestack.checkpoint;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads safetensors: eight bytes with the length of a JSON header, the header, and the tensors' bytes,
 * all little endian (the format of the Hugging Face safetensors library, version 0.4).
 */
final class SafetensorsReader {

    /** A thousand tensors need 0.1 MB; the reference library takes 100 MB, of which a hostile file could make gigabytes. */
    private static final long LONGEST_HEADER = 1 << 22;
    private static final int HIGHEST_RANK = 32;

    private final MappedFile file;
    private final long dataStart;
    private final long dataLength;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<long[]> ranges = new ArrayList<>();

    private SafetensorsReader(MappedFile file, long dataStart) {
        this.file = file;
        this.dataStart = dataStart;
        this.dataLength = file.length() - dataStart;
    }

    /** Whether a file begins as one: a length that the file can have, and a JSON object. */
    static boolean recognises(MappedFile file) throws CheckpointException {
        return file.has(8, '{') && file.slice(0, 8).getLong(0) >= 2 && file.slice(0, 8).getLong(0) <= file.length() - 8;
    }

    static Contents read(MappedFile file) throws CheckpointException {
        long headerLength = file.slice(0, 8).getLong(0);
        if (headerLength < 2 || headerLength > Math.min(LONGEST_HEADER, file.length() - 8)) {
            throw file.refusal("the first 8 bytes of the safetensors file give a header of " + Long.toUnsignedString(headerLength)
                    + " bytes, but the file has " + file.length() + "; it is truncated or broken, get it again");
        }
        SafetensorsReader reader = new SafetensorsReader(file, 8 + headerLength);
        reader.readHeader(file.slice(8, headerLength));
        return new Contents(file, "safetensors", reader.tensors, reader.settings);
    }

    private void readHeader(ByteBuffer header) throws CheckpointException {
        try (JsonReader json = new JsonReader(new StringReader(StandardCharsets.UTF_8.newDecoder().decode(header).toString()))) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            while (json.hasNext()) {
                readEntry(json, json.nextName());
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw file.refusal("the header goes on after its closing brace");
            }
        } catch (CheckpointException e) {
            throw e;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw new CheckpointException(file.path(), "the header of the safetensors file (bytes 8 to " + dataStart
                    + ") is not the JSON object expected there; the file is broken, get it again", e);
        }
        requireDisjoint();
    }

    private void readEntry(JsonReader json, String name) throws IOException {
        if (name.equals("__metadata__")) {
            readSettings(json);
        } else if (tensors.put(name, readTensor(json, name)) != null) {
            throw file.refusal("the tensor " + name + " appears twice in the header");
        }
    }

    private void readSettings(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            settings.put(json.nextName(), json.nextString());
        }
        json.endObject();
    }

    private StoredTensor readTensor(JsonReader json, String name) throws IOException {
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
            throw file.refusal("the tensor " + name + " lacks dtype, shape or two data_offsets");
        }
        return tensor(name, elementType(name, type), shape, range.get(0), range.get(1));
    }

    private static List<Long> readIntegers(JsonReader json) throws IOException {
        List<Long> numbers = new ArrayList<>();
        json.beginArray();
        while (json.hasNext() && numbers.size() < HIGHEST_RANK) {
            numbers.add(Long.parseLong(json.nextString()));
        }
        json.endArray();
        return numbers;
    }

    private StoredTensor tensor(String name, ElementType type, List<Long> sizes, long begin, long end) throws CheckpointException {
        if (begin < 0 || end < begin || end > dataLength) {
            throw file.refusal("the tensor " + name + " lies at bytes " + begin + " to " + end + " of the data, which has "
                    + dataLength + "; the file is truncated or broken, get it again");
        }
        long[] shape = sizes.stream().mapToLong(Long::longValue).toArray();
        long bytes = type.bytes();
        try {
            for (long size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException e) {
            throw new CheckpointException(file.path(), "the tensor " + name + " has the impossible shape " + sizes, e);
        }
        if (bytes != end - begin) {
            throw file.refusal("the tensor " + name + " has the shape " + sizes + " of " + type + ", which is " + bytes
                    + " bytes, but " + (end - begin) + " bytes of data");
        }
        ranges.add(new long[] {begin, end});
        return StoredTensor.dense(shape, false, new Storage(type, ByteOrder.LITTLE_ENDIAN, bytes / type.bytes(),
                () -> file.slice(dataStart + begin, end - begin)));
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
            default -> throw file.refusal("the tensor " + name + " has the unknown element type " + dtype);
        };
    }

    private void requireDisjoint() throws CheckpointException {
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        for (int k = 1; k < ranges.size(); k++) {
            if (ranges.get(k)[0] < ranges.get(k - 1)[1]) {
                throw file.refusal("two tensors share the bytes from " + ranges.get(k)[0] + " of the data; the file is broken");
            }
        }
    }
}
