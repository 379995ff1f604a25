package org.stylestack.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pickle machine that builds only data (opcodes as in Python's {@code pickletools}, protocols 0 to 5).
 * <p>
 * A pickle is a program, and Python's machine calls whatever function it names. This one knows the functions of
 * {@link Globals}, which are written here and only describe tensors; every other name, and every opcode that makes
 * objects by other ways, is refused. Values are null, Boolean, Long, BigInteger, Double, {@link Text}, {@link Bytes},
 * List (lists and sets), Object[] (tuples), Map, {@link PickledObject}, {@link Storage}, {@link StoredTensor},
 * {@link NumpyArray} and its Type, and what {@link Globals} lists. Strings and bytes stay slices of the file and the
 * number of operations is bounded, and so memory is. Nothing here walks into a value, so none can be too deep.
 */
final class Unpickler {

    /** The largest of NVIDIA's files need a hundred thousand. */
    private static final int MOST_OPERATIONS = 1 << 19;

    /** Gives the storage that a pickle of PyTorch refers to by a persistent id. */
    @FunctionalInterface
    interface Storages {
        Storage find(Object[] id) throws CheckpointException;
    }

    private final PickleInput in;
    private final Storages storages;
    /** Shared with the pickles inside this one, which are otherwise a way to run long. */
    private final AtomicInteger operations;
    private List<Object> stack = new ArrayList<>();
    private final List<List<Object>> outerStacks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    Unpickler(PickleInput in, Storages storages, AtomicInteger operations) {
        this.in = in;
        this.storages = storages;
        this.operations = operations;
    }

    /** Runs the machine to its STOP and returns the one value left; the input is then behind the pickle. */
    Object load() throws CheckpointException {
        for (int opcode = in.opcode(); opcode != '.'; opcode = in.opcode()) {
            if (operations.incrementAndGet() > MOST_OPERATIONS) {
                throw in.refusal("the pickle goes on for more than " + MOST_OPERATIONS + " operations, which no checkpoint needs");
            }
            execute(opcode);
        }
        return pop();
    }

    PickleInput input() {
        return in;
    }

    AtomicInteger operations() {
        return operations;
    }

    private void execute(int opcode) throws CheckpointException {
        switch (opcode) {
            case 0x80 -> requireProtocol(in.unsignedByte());
            case 0x95 -> in.signedLong(); // FRAME: a hint for streams
            case '(' -> mark();
            case '0' -> pop();
            case '1' -> popMark();
            case '2' -> push(top());

            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) in.unsignedByte());
            case 'M' -> push((long) in.unsignedShort());
            case 'J' -> push((long) in.signedInt());
            case 0x8a -> push(in.integer(in.unsignedByte()));
            case 0x8b -> push(in.integer(in.signedInt()));
            case 'I', 'L' -> push(in.decimalInteger());
            case 'F' -> push(in.decimalDouble());
            case 'G' -> push(in.bigEndianDouble());

            case 'X' -> push(Text.utf8(in.take(in.unsignedInt())));
            case 0x8c -> push(Text.utf8(in.take(in.unsignedByte())));
            case 0x8d -> push(Text.utf8(in.take(in.signedLong())));
            case 'V' -> push(Text.unescaped(in.line()));
            case 'S' -> push(Text.unquoted(in.line()));
            case 'U' -> push(Text.latin1(in.take(in.unsignedByte())));
            case 'T' -> push(Text.latin1(in.take(in.signedInt())));
            case 'B' -> push(Bytes.of(in.take(in.unsignedInt())));
            case 'C' -> push(Bytes.of(in.take(in.unsignedByte())));
            case 0x8e, 0x96 -> push(Bytes.of(in.take(in.signedLong())));

            case ']', 0x8f -> push(new ArrayList<>());
            case 'l', 0x91 -> push(popMark());
            case 'a' -> append(Arrays.asList(popTuple(1)));
            case 'e', 0x90 -> append(popMark());
            case '}' -> push(new LinkedHashMap<>());
            case 'd' -> {
                List<Object> items = popMark();
                push(new LinkedHashMap<>());
                put(items);
            }
            case 's' -> put(Arrays.asList(popTuple(2)));
            case 'u' -> put(popMark());
            case ')' -> push(new Object[0]);
            case 't' -> push(popMark().toArray());
            case 0x85 -> push(popTuple(1));
            case 0x86 -> push(popTuple(2));
            case 0x87 -> push(popTuple(3));

            case 'q' -> memo.put((long) in.unsignedByte(), top());
            case 'r' -> memo.put(in.unsignedInt(), top());
            case 'p' -> memo.put(memoIndex(), top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> push(recall((long) in.unsignedByte()));
            case 'j' -> push(recall(in.unsignedInt()));
            case 'g' -> push(recall(memoIndex()));

            case 'c' -> push(Globals.find(in, in.line(), in.line()));
            case 0x93 -> {
                Object[] names = popTuple(2);
                push(Globals.find(in, text(names[0]), text(names[1])));
            }
            case 'R', 0x81 -> {
                Object[] call = popTuple(2);
                push(call(call[0], call[1]));
            }
            case 'b' -> {
                Object state = pop();
                Globals.build(this, top(), state);
            }
            case 'Q' -> push(persistent(pop()));
            case 'i', 'o', 'P', 0x82, 0x83, 0x84, 0x92, 0x97, 0x98 -> throw in.refusal("the pickle has the opcode 0x"
                    + Integer.toHexString(opcode) + ", which no checkpoint needs; nothing in the file is run");
            default -> throw in.refusal("0x" + Integer.toHexString(opcode) + " is no opcode of a pickle; the file is broken or of another kind");
        }
    }

    private void requireProtocol(int protocol) throws CheckpointException {
        if (protocol > 5) {
            throw in.refusal("the pickle is of protocol " + protocol + "; 0 to 5 are known");
        }
    }

    private Object call(Object function, Object arguments) throws CheckpointException {
        if (function instanceof Globals.Function known && arguments instanceof Object[] tuple) {
            return known.call(new Arguments(this, tuple));
        }
        throw in.refusal("the pickle calls what is not a function, or without a tuple of arguments; the file is broken");
    }

    private Storage persistent(Object id) throws CheckpointException {
        if (id instanceof Object[] tuple) {
            return storages.find(tuple);
        }
        throw in.refusal("a storage is referred to by what is not a tuple; the file is broken");
    }

    private String text(Object value) throws CheckpointException {
        if (value instanceof Text text) {
            return text.string();
        }
        throw in.refusal("the pickle names a function by what is not text; the file is broken");
    }

    // -- Stack and memo --

    private void push(Object value) {
        stack.add(value);
    }

    private Object top() throws CheckpointException {
        if (stack.isEmpty()) {
            throw in.refusal("the pickle takes a value where none is; the file is broken");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() throws CheckpointException {
        Object value = top();
        stack.remove(stack.size() - 1);
        return value;
    }

    private Object[] popTuple(int size) throws CheckpointException {
        Object[] tuple = new Object[size];
        for (int k = size - 1; k >= 0; k--) {
            tuple[k] = pop();
        }
        return tuple;
    }

    private void mark() {
        outerStacks.add(stack);
        stack = new ArrayList<>();
    }

    private List<Object> popMark() throws CheckpointException {
        if (outerStacks.isEmpty()) {
            throw in.refusal("the pickle lacks a mark; the file is broken");
        }
        List<Object> items = stack;
        stack = outerStacks.remove(outerStacks.size() - 1);
        return items;
    }

    private Long memoIndex() throws CheckpointException {
        if (in.decimalInteger() instanceof Long index) {
            return index;
        }
        throw in.refusal("the pickle numbers a value by what is not a number; the file is broken");
    }

    private Object recall(Long index) throws CheckpointException {
        if (!memo.containsKey(index)) {
            throw in.refusal("the pickle refers to value " + index + " before it is there; the file is broken");
        }
        return memo.get(index);
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> items) throws CheckpointException {
        if (!(top() instanceof List<?> list)) {
            throw in.refusal("the pickle appends to what is not a list; the file is broken");
        }
        ((List<Object>) list).addAll(items);
    }

    @SuppressWarnings("unchecked")
    private void put(List<Object> items) throws CheckpointException {
        if (!(top() instanceof Map<?, ?> map) || items.size() % 2 != 0) {
            throw in.refusal("the pickle sets items of what is not a dictionary, or a key has no value; the file is broken");
        }
        for (int k = 0; k < items.size(); k += 2) {
            Object key = items.get(k) instanceof Text text ? text.string() : items.get(k);
            // Any other key could be deep or circular, and no checkpoint has one.
            if (!(key instanceof String) && !(key instanceof Long)) {
                throw in.refusal("a dictionary has a key that is neither text nor a whole number, which no checkpoint needs");
            }
            ((Map<Object, Object>) map).put(key, items.get(k + 1));
        }
    }
}
