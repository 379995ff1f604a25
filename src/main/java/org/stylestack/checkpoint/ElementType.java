package org.stylestack.checkpoint;

import java.nio.ByteBuffer;

/** The number formats in which checkpoints store tensors; every one is read as float32. */
public enum ElementType {
    FLOAT64(8), FLOAT32(4), FLOAT16(2), BFLOAT16(2), INT64(8), INT32(4), INT16(2), INT8(1), UINT8(1), BOOL(1);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** The element at a byte offset, in the buffer's byte order, rounded to float32. */
    float read(ByteBuffer buffer, int offset) {
        return switch (this) {
            case FLOAT64 -> (float) buffer.getDouble(offset);
            case FLOAT32 -> buffer.getFloat(offset);
            case FLOAT16 -> halfToFloat(buffer.getShort(offset));
            case BFLOAT16 -> Float.intBitsToFloat(buffer.getShort(offset) << 16);
            case INT64 -> buffer.getLong(offset);
            case INT32 -> buffer.getInt(offset);
            case INT16 -> buffer.getShort(offset);
            case INT8 -> buffer.get(offset);
            case UINT8 -> buffer.get(offset) & 0xff;
            case BOOL -> buffer.get(offset) == 0 ? 0 : 1;
        };
    }

    /** IEEE 754 binary16 to binary32; exact. */
    private static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int biased = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | (biased << 23) | (fraction << 13));
    }
}
