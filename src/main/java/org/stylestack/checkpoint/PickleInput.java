package org.stylestack.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle and the forms that numbers and text have in them (Python's {@code pickletools} lists them). */
final class PickleInput {

    private static final int LONGEST_LINE = 1 << 12;
    private static final int LONGEST_INTEGER = 1 << 8;

    private final MappedFile file;
    private final ByteBuffer code;
    private final String where;
    private int opcodeAt;

    /**
     * @param code  read from its position on
     * @param where what begins at byte 0 of the buffer, for errors: {@code "archive/data.pkl"}
     */
    PickleInput(MappedFile file, ByteBuffer code, String where) {
        this.file = file;
        this.code = code.order(ByteOrder.LITTLE_ENDIAN);
        this.where = where;
    }

    MappedFile file() {
        return file;
    }

    /** A refusal that says at which byte the current operation is. */
    CheckpointException refusal(String problem) {
        return file.refusal(problem + " (byte " + opcodeAt + " of " + where + ")");
    }

    int opcode() throws CheckpointException {
        opcodeAt = code.position();
        return unsignedByte();
    }

    int unsignedByte() throws CheckpointException {
        require(1);
        return code.get() & 0xff;
    }

    int unsignedShort() throws CheckpointException {
        require(2);
        return Short.toUnsignedInt(code.getShort());
    }

    int signedInt() throws CheckpointException {
        require(4);
        return code.getInt();
    }

    long unsignedInt() throws CheckpointException {
        return Integer.toUnsignedLong(signedInt());
    }

    long signedLong() throws CheckpointException {
        require(8);
        return code.getLong();
    }

    double bigEndianDouble() throws CheckpointException {
        return take(8).order(ByteOrder.BIG_ENDIAN).getDouble(0);
    }

    /** The next bytes as a slice, little endian. */
    ByteBuffer take(long count) throws CheckpointException {
        require(count);
        ByteBuffer taken = code.slice(code.position(), (int) count).order(ByteOrder.LITTLE_ENDIAN);
        code.position(code.position() + (int) count);
        return taken;
    }

    private void require(long count) throws CheckpointException {
        if (count < 0) {
            throw refusal("the pickle gives a value the negative length " + count + "; the file is broken");
        }
        if (count > code.remaining()) {
            throw refusal("the pickle ends where " + count + " bytes more are needed and " + code.remaining()
                    + " are left; the file is truncated, get it again");
        }
    }

    /** A Long, or a BigInteger where that is too short, from little-endian two's complement. */
    Object integer(long size) throws CheckpointException {
        if (size > LONGEST_INTEGER) {
            throw refusal("the pickle has a whole number of " + size + " bytes, which no checkpoint needs");
        }
        ByteBuffer littleEndian = take(size);
        byte[] bytes = new byte[(int) size];
        for (int k = 0; k < bytes.length; k++) {
            bytes[bytes.length - 1 - k] = littleEndian.get(k);
        }
        return narrowest(bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes));
    }

    /** Protocol 0: decimal digits, with an L behind Python 2's long integers; 00 and 01 are false and true. */
    Object decimalInteger() throws CheckpointException {
        String digits = line();
        try {
            return switch (digits) {
                case "00" -> false;
                case "01" -> true;
                default -> narrowest(new BigInteger(digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits));
            };
        } catch (NumberFormatException e) {
            throw refusal("the pickle has a whole number that is none; the file is broken");
        }
    }

    double decimalDouble() throws CheckpointException {
        try {
            return Double.parseDouble(line());
        } catch (NumberFormatException e) {
            throw refusal("the pickle has a number that is none; the file is broken");
        }
    }

    /** Protocol 0: a line of latin-1. */
    String line() throws CheckpointException {
        int start = code.position();
        for (int at = start; at < code.limit() && at - start < LONGEST_LINE; at++) {
            if (code.get(at) == '\n') {
                String line = StandardCharsets.ISO_8859_1.decode(take(at - start)).toString();
                take(1);
                return line;
            }
        }
        throw refusal("the pickle has a line without an end; the file is truncated or broken, get it again");
    }

    private static Object narrowest(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
