package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A tensor as a file describes it, not yet believed: {@link #load} checks every number of it.
 *
 * @param shape   sizes, outermost first
 * @param strides distance between neighbours of each dimension, in elements
 * @param offset  index of the first element in the storage
 */
record StoredTensor(long[] shape, long[] strides, long offset, Storage storage) {

    static StoredTensor dense(long[] shape, boolean columnMajor, Storage storage) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int k = 0; k < shape.length; k++) {
            int dimension = columnMajor ? k : shape.length - 1 - k;
            strides[dimension] = stride;
            // An overflow is harmless: load() multiplies the same sizes and checks.
            stride *= shape[dimension];
        }
        return new StoredTensor(shape, strides, 0, storage);
    }

    /** The tensor over the file's bytes. */
    Tensor load(MappedFile file, String name) throws CheckpointException {
        String described = "the tensor " + name + " with shape " + Arrays.toString(shape) + " and strides " + Arrays.toString(strides);
        if (shape.length != strides.length) {
            throw file.refusal(described + " has " + shape.length + " sizes but " + strides.length + " strides");
        }
        int[] sizes = new int[shape.length];
        long count = 1;
        long last = offset;
        try {
            for (int k = 0; k < sizes.length; k++) {
                sizes[k] = Math.toIntExact(shape[k]);
                count = Math.multiplyExact(count, shape[k]);
                last = Math.addExact(last, Math.multiplyExact(shape[k] - 1, strides[k]));
                if (shape[k] < 0 || strides[k] < 0) {
                    throw file.refusal(described + " has a negative size or stride");
                }
            }
        } catch (ArithmeticException e) {
            throw new CheckpointException(file.path(), described + " is larger than any file", e);
        }
        if (offset < 0 || count > storage.count() || count > 0 && last >= storage.count()) {
            throw file.refusal(described + " from element " + offset + " does not lie within its storage of "
                    + storage.count() + " elements");
        }
        return new Tensor(storage.type(), sizes, strides, offset, storageBytes(file, name).order(storage.order()));
    }

    private ByteBuffer storageBytes(MappedFile file, String name) throws CheckpointException {
        ByteBuffer bytes = storage.bytes().read();
        if (storage.count() != bytes.capacity() / storage.type().bytes() || bytes.capacity() % storage.type().bytes() != 0) {
            throw file.refusal("the storage of the tensor " + name + " should have " + storage.count() + " elements of "
                    + storage.type().bytes() + " bytes, but has " + bytes.capacity() + " bytes; the file is truncated or broken");
        }
        return bytes.duplicate();
    }
}
