package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads PyTorch's format since 1.6: a zip archive with a pickle NAME/data.pkl, whose storages are the records
 * NAME/data/KEY, and from 2.1 on NAME/byteorder.
 */
final class TorchZipReader {

    static final String PICKLE = "/data.pkl";

    private final ZipArchive archive;
    private final PickleInput in;
    private final String folder;
    private final ByteOrder order;
    private final Map<String, ByteBuffer> contents = new HashMap<>();

    private TorchZipReader(MappedFile file, ZipArchive archive, String pickle) throws CheckpointException {
        this.archive = archive;
        this.in = new PickleInput(file, archive.read(pickle), pickle);
        this.folder = pickle.substring(0, pickle.length() - PICKLE.length());
        String byteorder = folder + "/byteorder";
        boolean big = archive.contains(byteorder) && StandardCharsets.US_ASCII.decode(archive.read(byteorder)).toString().startsWith("big");
        this.order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** The pickled object; its tensors' bytes are read from the archive when they are needed. */
    static Object read(MappedFile file, ZipArchive archive, String pickle) throws CheckpointException {
        TorchZipReader reader = new TorchZipReader(file, archive, pickle);
        return new Unpickler(reader.in, reader::storage, new AtomicInteger()).load();
    }

    private Storage storage(Object[] id) throws CheckpointException {
        TorchStorage reference = TorchStorage.of(in, id);
        return new Storage(reference.type(), order, reference.count(), () -> content(folder + "/data/" + reference.key()));
    }

    /** Tensors may share a storage, which is then read and checked once. */
    private ByteBuffer content(String record) throws CheckpointException {
        ByteBuffer content = contents.get(record);
        if (content == null) {
            content = archive.read(record);
            contents.put(record, content);
        }
        return content;
    }
}
