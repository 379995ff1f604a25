package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.DoubleConsumer;

/**
 * A tensor of a checkpoint: a strided view of the file's own bytes, which are mapped and not copied.
 * <p>
 * {@link #floats()} gives the values in row-major order as float32, whatever the file stores. Views
 * ({@link #permute}, {@link #flip}, {@link #reshape}) share the bytes.
 */
public final class Tensor {

    /** Numbers that are looked at together. */
    private static final int PIECE = 1 << 12;
    /** Numbers that are read between two looks at who may stop the reading. */
    private static final int BETWEEN_LOOKS = 1 << 18;

    private final ElementType type;
    private final int[] shape;
    private final long[] strides;
    private final long offset;
    private final ByteBuffer bytes;

    /**
     * @param type    how an element is stored
     * @param shape   sizes, outermost first; none may be negative
     * @param strides distance between neighbours of each dimension, in elements; may be zero or negative
     * @param offset  index of the first element, in elements
     * @param bytes   the storage, in its byte order
     * @throws IllegalArgumentException if an element would lie outside the storage
     */
    public Tensor(ElementType type, int[] shape, long[] strides, long offset, ByteBuffer bytes) {
        this.type = type;
        this.shape = shape.clone();
        this.strides = strides.clone();
        this.offset = offset;
        this.bytes = bytes;
        requireInside();
    }

    /** A dense row-major tensor over a storage that holds exactly its elements. */
    public static Tensor dense(ElementType type, int[] shape, ByteBuffer bytes) {
        return new Tensor(type, shape, rowMajor(shape), 0, bytes);
    }

    /** A dense float32 tensor over a copy of the values. */
    public static Tensor of(float[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES));
        bytes.asFloatBuffer().put(values);
        return dense(ElementType.FLOAT32, shape, bytes);
    }

    public ElementType type() {
        return type;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int size(int dimension) {
        return shape[dimension];
    }

    public int rank() {
        return shape.length;
    }

    /** Number of elements. */
    public long count() {
        return count(shape);
    }

    /** The values in row-major order. */
    public float[] floats() {
        return floats(share -> {});
    }

    /**
     * The values in row-major order, whose reading can be followed and stopped.
     *
     * @param progress gets the share that has been read, 0 to 1, every few milliseconds; an exception that it throws ends the reading
     */
    public float[] floats(DoubleConsumer progress) {
        float[] values = new float[Math.toIntExact(count())];
        if (isDenseFloat32()) {
            FloatBuffer stored = dense().asFloatBuffer();
            while (stored.hasRemaining()) {
                progress.accept((double) stored.position() / values.length);
                stored.get(values, stored.position(), Math.min(BETWEEN_LOOKS, stored.remaining()));
            }
        } else if (values.length > 0) {
            copy(0, offset, values, 0, progress);
        }
        return values;
    }

    /** Like {@link #floats}, but the file's own bytes where it stores them so. */
    public FloatBuffer values() {
        return isDenseFloat32() ? dense().asFloatBuffer() : FloatBuffer.wrap(floats());
    }

    private boolean isDenseFloat32() {
        return type == ElementType.FLOAT32 && Arrays.equals(strides, rowMajor(shape));
    }

    private ByteBuffer dense() {
        return bytes.slice(Math.toIntExact(offset * type.bytes()), Math.toIntExact(count() * type.bytes())).order(bytes.order());
    }

    /** The view whose dimension {@code k} is this one's {@code order[k]}. */
    public Tensor permute(int... order) {
        int[] newShape = new int[order.length];
        long[] newStrides = new long[order.length];
        for (int k = 0; k < order.length; k++) {
            newShape[k] = shape[order[k]];
            newStrides[k] = strides[order[k]];
        }
        return new Tensor(type, newShape, newStrides, offset, bytes);
    }

    /** The view that runs backwards along a dimension. */
    public Tensor flip(int dimension) {
        long[] newStrides = strides.clone();
        newStrides[dimension] = -strides[dimension];
        long last = shape[dimension] == 0 ? 0 : (shape[dimension] - 1) * strides[dimension];
        return new Tensor(type, shape, newStrides, offset + last, bytes);
    }

    /**
     * The same elements in row-major order under another shape; a view where the layout allows it.
     *
     * @throws IllegalArgumentException if the number of elements differs
     */
    public Tensor reshape(int... newShape) {
        if (count(newShape) != count()) {
            throw new IllegalArgumentException("cannot see " + describe(shape) + " as " + describe(newShape));
        }
        return Arrays.equals(strides, rowMajor(shape))
                ? new Tensor(type, newShape, rowMajor(newShape), offset, bytes)
                : of(floats(), newShape);
    }

    /** The view without dimensions of size 1, first outer and then inner ones, until it has that rank or none is left there. */
    public Tensor squeeze(int rank) {
        int first = 0;
        int last = shape.length;
        while (last - first > rank && shape[first] == 1) {
            first++;
        }
        while (last - first > rank && shape[last - 1] == 1) {
            last--;
        }
        return new Tensor(type, Arrays.copyOfRange(shape, first, last), Arrays.copyOfRange(strides, first, last), offset, bytes);
    }

    /** Whether no element is infinite or not a number. */
    public boolean isFinite() {
        // By pieces in an array: of tens of millions of weights, one by one out of the file, a start would take long.
        FloatBuffer values = values();
        float[] piece = new float[Math.min(PIECE, values.remaining())];
        while (values.hasRemaining()) {
            int count = Math.min(piece.length, values.remaining());
            values.get(piece, 0, count);
            if (!isFinite(piece, count)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFinite(float[] values, int count) {
        float zero = 0;
        for (int k = 0; k < count; k++) {
            // Not a number from the first that is not finite on.
            zero += values[k] * 0;
        }
        return zero == 0;
    }

    /** A shape as people write it: {@code [1, 512, 4, 4]}. */
    public static String describe(int[] shape) {
        return Arrays.toString(shape);
    }

    @Override
    public String toString() {
        return type + " " + describe(shape);
    }

    private int copy(int dimension, long from, float[] values, int to, DoubleConsumer progress) {
        if (dimension == shape.length) {
            values[to] = type.read(bytes, Math.toIntExact(from * type.bytes()));
            return to + 1;
        }
        boolean innermost = dimension == shape.length - 1;
        for (int i = 0; i < shape[dimension]; i++) {
            long at = from + i * strides[dimension];
            if (innermost) {
                if (to % BETWEEN_LOOKS == 0) {
                    progress.accept((double) to / values.length);
                }
                values[to++] = type.read(bytes, (int) (at * type.bytes()));
            } else {
                to = copy(dimension + 1, at, values, to, progress);
            }
        }
        return to;
    }

    private void requireInside() {
        if (shape.length != strides.length) {
            throw new IllegalArgumentException(shape.length + " sizes but " + strides.length + " strides");
        }
        long first = offset;
        long last = offset;
        boolean empty = false;
        for (int k = 0; k < shape.length; k++) {
            if (shape[k] < 0) {
                throw new IllegalArgumentException("the shape " + describe(shape) + " has a negative size");
            }
            empty |= shape[k] == 0;
            long span = Math.multiplyExact((long) shape[k] - 1, strides[k]);
            first = Math.addExact(first, Math.min(span, 0));
            last = Math.addExact(last, Math.max(span, 0));
        }
        if (!empty && (first < 0 || last >= bytes.capacity() / type.bytes())) {
            throw new IllegalArgumentException("the shape " + describe(shape) + " reaches elements " + first + " to "
                    + last + " of a storage of " + bytes.capacity() / type.bytes());
        }
    }

    private static long count(int[] shape) {
        long count = 1;
        for (int size : shape) {
            count = Math.multiplyExact(count, (long) size);
        }
        return count;
    }

    private static long[] rowMajor(int[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int k = shape.length - 1; k >= 0; k--) {
            strides[k] = stride;
            stride = Math.multiplyExact(stride, (long) Math.max(1, shape[k]));
        }
        return strides;
    }
}
