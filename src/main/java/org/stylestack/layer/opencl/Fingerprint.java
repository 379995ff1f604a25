package org.stylestack.layer.opencl;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Tells contents apart that nobody forges: by two CRCs, which the JVM computes fast from the start, where it has a digest to compile first. */
final class Fingerprint {

    private Fingerprint() {}

    static long of(byte[] bytes) {
        CRC32 ieee = new CRC32();
        CRC32C castagnoli = new CRC32C();
        ieee.update(bytes);
        castagnoli.update(bytes);
        return ieee.getValue() << 32 | castagnoli.getValue();
    }
}
