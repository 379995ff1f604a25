package org.stylestack.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A float32 array in NumPy's format, version 1.0 (numpy.lib.format). */
final class NpyFile implements OutputFile {

    /** The header is a multiple of this, so that the numbers are aligned. */
    private static final int ALIGNMENT = 64;

    private final RawFile file;

    NpyFile(Path path, long... shape) throws IOException {
        file = new RawFile(path, header(shape));
    }

    private static byte[] header(long[] shape) {
        String sizes = Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sizes + "), }";
        int prefix = 10;
        int length = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - prefix;
        byte[] header = new byte[prefix + length];
        Arrays.fill(header, (byte) ' ');
        byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) length, (byte) (length >> 8)};
        System.arraycopy(start, 0, header, 0, prefix);
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, prefix, text.length());
        header[header.length - 1] = '\n';
        return header;
    }

    @Override
    public void append(float[] batch) throws IOException {
        file.append(batch);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
