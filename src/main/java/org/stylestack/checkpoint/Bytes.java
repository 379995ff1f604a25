package org.stylestack.checkpoint;

import java.nio.ByteBuffer;

/** Bytes somewhere in a file; they are mapped, unpacked or decoded only when a tensor that is kept needs them. */
@FunctionalInterface
interface Bytes {

    /** The bytes from position 0 to the capacity. */
    ByteBuffer read() throws CheckpointException;

    static Bytes of(ByteBuffer bytes) {
        return () -> bytes;
    }
}
