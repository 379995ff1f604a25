package org.stylestack.checkpoint;

import java.util.List;
import java.util.Map;

/** The arguments of one call in a pickle; every access checks that the value is there and of its type. */
record Arguments(Unpickler machine, Object[] values) {

    /** What PyTorch and NumPy allow. */
    private static final int HIGHEST_RANK = 64;

    /** Whether there are any; those that are there may be null. */
    boolean isEmpty() {
        return values.length == 0;
    }

    Object get(int index) throws CheckpointException {
        if (index >= values.length) {
            throw machine.input().refusal("the pickle makes a value from " + values.length + " arguments, too few; the file is broken");
        }
        return values[index];
    }

    <T> T get(int index, Class<T> type) throws CheckpointException {
        Object value = get(index);
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw machine.input().refusal("argument " + index + " of a call should be of type " + type.getSimpleName()
                + " and is not; the file is broken");
    }

    String text(int index) throws CheckpointException {
        return get(index, Text.class).string();
    }

    /** Bytes, which older protocols write as text. */
    Bytes bytes(int index) throws CheckpointException {
        return get(index) instanceof Text text ? () -> text.latin1Bytes(machine.input().file()) : get(index, Bytes.class);
    }

    /** A shape or strides. */
    long[] integers(int index) throws CheckpointException {
        Object[] tuple = get(index, Object[].class);
        if (tuple.length > HIGHEST_RANK) {
            throw machine.input().refusal("a shape has " + tuple.length + " dimensions, more than any array; the file is broken");
        }
        Arguments items = new Arguments(machine, tuple);
        long[] integers = new long[tuple.length];
        for (int k = 0; k < integers.length; k++) {
            integers[k] = items.get(k, Long.class);
        }
        return integers;
    }

    Map<?, ?> map(int index) throws CheckpointException {
        return get(index, Map.class);
    }

    List<?> list(int index) throws CheckpointException {
        return get(index, List.class);
    }
}
