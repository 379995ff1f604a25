package org.stylestack.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads NumPy's format of one array, versions 1 to 3 (numpy.lib.format). */
final class NpyReader {

    private static final int[] MAGIC = {0x93, 'N', 'U', 'M', 'P', 'Y'};

    /** The header is a Python dictionary, always written in this form. */
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\), \\}\\s*");

    private NpyReader() {
    }

    static boolean recognises(MappedFile file) throws CheckpointException {
        return file.has(0, MAGIC);
    }

    /**
     * @param npy  the whole of the format, little endian
     * @param name which of the file's arrays it is, for errors
     */
    static StoredTensor read(MappedFile file, ByteBuffer npy, String name) throws CheckpointException {
        int prefix = npy.capacity() > 6 && npy.get(6) > 1 ? 12 : 10;
        if (npy.capacity() < prefix) {
            throw file.refusal(name + " ends within its header; the file is truncated, get it again");
        }
        long headerLength = prefix == 10 ? Short.toUnsignedLong(npy.getShort(8)) : Integer.toUnsignedLong(npy.getInt(8));
        if (headerLength > Math.min(1 << 16, npy.capacity() - prefix)) {
            throw file.refusal(name + " should have a header of " + headerLength + " bytes, which do not fit; the file is broken");
        }
        Matcher header = HEADER.matcher(StandardCharsets.ISO_8859_1.decode(npy.slice(prefix, (int) headerLength)));
        NumpyArray.Type type = header.matches() ? NumpyArray.Type.of(header.group(1)) : null;
        if (type == null) {
            throw file.refusal(name + " is not an array of numbers of a known kind; save it as float32");
        }
        NumpyArray array = new NumpyArray();
        array.fill(type, shape(file, name, header.group(3)), header.group(2).equals("True"),
                Bytes.of(npy.slice(prefix + (int) headerLength, npy.capacity() - prefix - (int) headerLength)));
        return array.tensor();
    }

    private static long[] shape(MappedFile file, String name, String sizes) throws CheckpointException {
        try {
            return Arrays.stream(sizes.split(",")).map(String::strip).filter(size -> !size.isEmpty()).mapToLong(Long::parseLong).toArray();
        } catch (NumberFormatException e) {
            throw new CheckpointException(file.path(), name + " has the impossible shape (" + sizes + ")", e);
        }
    }
}
