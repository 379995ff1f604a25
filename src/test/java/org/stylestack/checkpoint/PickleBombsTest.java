package org.stylestack.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long pickles that make much of little: each is refused in less memory than a small checkpoint takes. */
class PickleBombsTest {

    private static final long MOST_BYTES = 64L << 20;
    private static final int SIZE = 1 << 24;

    @TempDir
    private Path folder;

    @Test
    void lists() throws IOException {
        refuses(repeated("]"));
    }

    @Test
    void marks() throws IOException {
        refuses(repeated("("));
    }

    @Test
    void rememberedDictionaries() throws IOException {
        refuses(repeated("}\u0094"));
    }

    @Test
    void aHugeNumber() throws IOException {
        refuses(concatenated(bytes("\u0080\u0002\u008b\u0000\u0000\u00f0\u0000"), repeated("1")));
    }

    @Test
    void aHugeKey() throws IOException {
        refuses(concatenated(bytes("}X\u0000\u0000\u00f0\u0000"), new byte[0xf00000], bytes("K\u0001s.")));
    }

    @Test
    void oneListManyTimes() throws IOException {
        String list = "]q\u0000(" + "K\u0001".repeat(100_000) + "e";
        String set = "c__builtin__\nset\nq\u0001";
        refuses(bytes("(" + list + set + "h\u0001h\u0000\u0085R".repeat(90_000) + "t."));
        refuses(bytes("(" + list + "h\u0000".repeat(200_000) + "t."));
    }

    @Test
    void oneShapeManyTimes() throws IOException {
        String shape = "(" + "K\u0001".repeat(100_000) + "tq\u0000";
        String function = "ctorch._utils\n_rebuild_tensor_v2\nq\u0001";
        refuses(bytes("(" + shape + function + "h\u0001(K\u0000K\u0000h\u0000h\u0000tR".repeat(30_000) + "t."));
    }

    private void refuses(byte[] pickle) throws IOException {
        Path file = Files.write(folder.resolve("bomb.pkl"), pickle);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        assertThrows(CheckpointException.class, () -> TensorFile.open(file));
        long allocated = memory.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < MOST_BYTES, allocated + " bytes were allocated");
    }

    private static byte[] repeated(String opcodes) {
        byte[] pattern = bytes(opcodes);
        byte[] repeated = new byte[SIZE];
        for (int k = 0; k < SIZE; k++) {
            repeated[k] = pattern[k % pattern.length];
        }
        return repeated;
    }

    private static byte[] bytes(String opcodes) {
        return opcodes.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
