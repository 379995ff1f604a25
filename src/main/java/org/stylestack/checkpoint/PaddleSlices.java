package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Joins the parameters that PaddlePaddle cuts into flat arrays NAME@@.0, NAME@@.1, … because protocols below 4 cannot
 * pickle 2^32 bytes at once; the original shape stands beside the names of the slices.
 */
final class PaddleSlices {

    /** The key that lists the parameters that were cut. */
    static final String KEY = "UnpackBigParamInfor@@";
    /** What the name of a slice contains. */
    static final String MARK = "@@.";

    private static final int HIGHEST_RANK = 64;

    private final MappedFile file;
    private int slicesLeft = 1 << 12;
    /** How many bytes may still be joined: a file cannot hold more than its own. */
    private long bytesLeft;

    PaddleSlices(MappedFile file) {
        this.file = file;
        this.bytesLeft = file.length();
    }

    /** The parameter that the slices of a state dict make up; they are copied only when it is loaded. */
    StoredTensor joined(Map<?, ?> state, String name, Object description) throws CheckpointException {
        if (!(description instanceof Map<?, ?> map && map.get("OriginShape") instanceof Object[] shape && map.get("slices") instanceof List<?> names)) {
            throw file.refusal("the sliced parameter " + name + " lacks its shape or the list of its slices; the file is broken");
        }
        slicesLeft -= names.size();
        if (shape.length > HIGHEST_RANK || slicesLeft < 0) {
            throw file.refusal("the sliced parameter " + name + " has " + shape.length + " dimensions and " + names.size()
                    + " slices, more than there can be; the file is broken");
        }
        List<Storage> slices = new ArrayList<>();
        long count = 0;
        for (Object slice : names) {
            slices.add(slice(state, name, slice));
            count += slices.get(slices.size() - 1).count();
        }
        if (slices.isEmpty() || slices.stream().map(Storage::type).distinct().count() != 1) {
            throw file.refusal("the sliced parameter " + name + " has no slices, or slices of different types; the file is broken");
        }
        long[] sizes = new long[shape.length];
        for (int k = 0; k < shape.length; k++) {
            sizes[k] = shape[k] instanceof Long size ? size : -1;
        }
        Storage first = slices.get(0);
        return StoredTensor.dense(sizes, false, new Storage(first.type(), first.order(), count, () -> concatenated(name, slices)));
    }

    private Storage slice(Map<?, ?> state, String name, Object slice) throws CheckpointException {
        if (slice instanceof Text key && state.get(key.string()) instanceof NumpyArray array && array.tensor() != null) {
            return array.tensor().storage();
        }
        throw file.refusal("a slice of the parameter " + name + " is missing from the file; it is broken, get it again");
    }

    private ByteBuffer concatenated(String name, List<Storage> slices) throws CheckpointException {
        List<ByteBuffer> parts = new ArrayList<>();
        long size = 0;
        for (Storage slice : slices) {
            ByteBuffer part = slice.bytes().read();
            parts.add(part);
            size += part.capacity();
            bytesLeft -= part.capacity();
            if (bytesLeft < 0) {
                throw file.refusal("the slices of the parameter " + name + " and those before have more bytes than the file; it is broken");
            }
        }
        ByteBuffer joined = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        for (ByteBuffer part : parts) {
            joined.put(part.duplicate().clear());
            // Each was counted when it was decoded.
            file.passed(0);
        }
        return joined;
    }
}
