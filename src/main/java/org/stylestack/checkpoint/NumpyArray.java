package org.stylestack.checkpoint;

import java.nio.ByteOrder;
import java.util.Map;

/**
 * A NumPy array while it is unpickled: an empty one is made first, and a tuple (version, shape, dtype, whether
 * column-major, bytes) then fills it, as {@code numpy.ndarray.__reduce__} writes it.
 */
final class NumpyArray {

    /** An element type while it is unpickled: the byte order comes after the letter and size. */
    static final class Type {

        private static final Map<String, ElementType> TYPES = Map.of(
                "f8", ElementType.FLOAT64, "f4", ElementType.FLOAT32, "f2", ElementType.FLOAT16,
                "i8", ElementType.INT64, "i4", ElementType.INT32, "i2", ElementType.INT16, "i1", ElementType.INT8,
                "u1", ElementType.UINT8, "b1", ElementType.BOOL);

        private final ElementType element;
        private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

        private Type(ElementType element) {
            this.element = element;
        }

        /**
         * @param code NumPy's code, with or without the byte order: {@code f4}, {@code <f4}, {@code |b1}
         * @return null if it is not a type of numbers
         */
        static Type of(String code) {
            boolean ordered = !code.isEmpty() && "<>=|".indexOf(code.charAt(0)) >= 0;
            ElementType element = TYPES.get(ordered ? code.substring(1) : code);
            if (element == null) {
                return null;
            }
            Type type = new Type(element);
            if (ordered) {
                type.setOrder(code.substring(0, 1));
            }
            return type;
        }

        void setOrder(String code) {
            order = code.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        ElementType element() {
            return element;
        }

        ByteOrder order() {
            return order;
        }
    }

    private StoredTensor tensor;

    void fill(Type type, long[] shape, boolean columnMajor, Bytes bytes) {
        long count = 1;
        for (long size : shape) {
            // An overflow is harmless: the same product is checked against the bytes when the tensor is loaded.
            count *= size;
        }
        tensor = StoredTensor.dense(shape, columnMajor, new Storage(type.element(), type.order(), count, bytes));
    }

    /** The array, or null if the pickle never filled it. */
    StoredTensor tensor() {
        return tensor;
    }
}
