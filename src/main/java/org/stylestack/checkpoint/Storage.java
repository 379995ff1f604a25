package org.stylestack.checkpoint;

import java.nio.ByteOrder;

/**
 * A run of numbers of one type, which one or many tensors look at.
 *
 * @param count how many numbers the file says there are; checked against the bytes when they are read
 */
record Storage(ElementType type, ByteOrder order, long count, Bytes bytes) {
}
