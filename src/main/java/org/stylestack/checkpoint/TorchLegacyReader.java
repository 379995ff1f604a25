package org.stylestack.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads PyTorch's format before 1.6 ({@code torch.save(_use_new_zipfile_serialization=False)}): the pickles of a magic
 * number, the protocol 1001, facts on the machine, the object and the storages' keys, then each storage as a count of
 * eight bytes and its elements. NVIDIA's pickles hold each tensor in this form.
 */
final class TorchLegacyReader {

    static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;

    private final MappedFile file;
    private final ByteBuffer stream;
    private final PickleInput in;
    private final AtomicInteger operations;
    private final Map<String, Storage> announced = new HashMap<>();
    private final Map<String, ByteBuffer> contents = new HashMap<>();
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    private TorchLegacyReader(MappedFile file, ByteBuffer stream, String where, AtomicInteger operations) {
        this.file = file;
        this.stream = stream;
        this.in = new PickleInput(file, stream, where);
        this.operations = operations;
    }

    /** The pickled object; its tensors' bytes are slices of the stream. */
    static Object read(MappedFile file, ByteBuffer stream, String where, AtomicInteger operations) throws CheckpointException {
        return new TorchLegacyReader(file, stream, where, operations).read();
    }

    private Object read() throws CheckpointException {
        if (!MAGIC.equals(next()) || !Long.valueOf(PROTOCOL).equals(next())) {
            throw in.refusal("the magic number or protocol of a PyTorch file is missing; the file is broken");
        }
        if (next() instanceof Map<?, ?> machine && Boolean.FALSE.equals(machine.get("little_endian"))) {
            order = ByteOrder.BIG_ENDIAN;
        }
        Object object = next();
        if (!(next() instanceof List<?> keys)) {
            throw in.refusal("the list of storages is missing after the pickle; the file is broken");
        }
        for (Object key : keys) {
            readStorage(key instanceof Text text ? text.string() : "that is not named by text");
        }
        return object;
    }

    private Object next() throws CheckpointException {
        return new Unpickler(in, this::announce, operations).load();
    }

    private Storage announce(Object[] id) throws CheckpointException {
        TorchStorage reference = TorchStorage.of(in, id);
        Storage storage = new Storage(reference.type(), order, reference.count(), () -> content(reference.key()));
        announced.put(reference.key(), storage);
        return storage;
    }

    private void readStorage(String key) throws CheckpointException {
        Storage storage = announced.get(key);
        if (storage == null) {
            throw file.refusal("the list of storages has the storage " + key + ", which no tensor uses; the file is broken");
        }
        long count = in.take(Long.BYTES).order(order).getLong(0);
        if (count != storage.count()) {
            throw file.refusal("the storage " + key + " should have " + storage.count() + " elements, but says " + count + " at byte "
                    + (stream.position() - Long.BYTES) + "; the file is broken");
        }
        if (count > stream.remaining() / storage.type().bytes()) {
            throw file.refusal("the storage " + key + " of " + count + " elements at byte " + stream.position()
                    + " runs past the end; the file is truncated, get it again");
        }
        contents.put(key, in.take(count * storage.type().bytes()));
    }

    private ByteBuffer content(String key) throws CheckpointException {
        ByteBuffer content = contents.get(key);
        if (content == null) {
            throw file.refusal("the storage " + key + " is missing from the file; it is broken");
        }
        return content;
    }
}
