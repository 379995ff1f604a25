package org.stylestack.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.generator.Generator;

/** Whoever reads a model hears how far it is, and can stop it. */
class ReadingTest {

    private static final String NAME = "synthesis.b4.const";
    private static final int NUMBERS = 4 << 20;
    private static final long MEGABYTES = NUMBERS * 4L >> 20;

    @TempDir
    private Path folder;
    private final byte[] noise = noise();

    /** It never compresses, and as latin-1 half of its bytes become two. */
    private static byte[] noise() {
        byte[] bytes = new byte[NUMBERS * Float.BYTES];
        new Random(5).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"micro16_rosinality_deflated.pt", "micro16_rosinality_torch2.pt", "micro16_paddle_sliced_p2.pdparams"})
    void canBeStoppedAtEachStep(String model) throws IOException {
        Path file = Fixtures.model(model);
        List<Double> heard = new ArrayList<>();
        Checkpoint whole = Checkpoint.open(file, Optional.empty(), heard::add);
        assertTrue(!heard.isEmpty() && heard.stream().allMatch(share -> share >= 0 && share <= 1), heard.toString());
        assertEquals(heard.stream().sorted().toList(), heard);
        for (int last = 0; last < heard.size(); last++) {
            int steps = last;
            List<Double> until = new ArrayList<>();
            assertThrows(CancellationException.class, () -> Checkpoint.open(file, Optional.empty(), share -> stop(until, share, steps)));
            assertEquals(heard.subList(0, last), until);
        }
        assertEquals(whole.tensors().keySet(), Checkpoint.open(file).tensors().keySet());
    }

    @Test
    void theNumbersAreCheckedTensorByTensor() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(Fixtures.model("nano8.safetensors"));
        List<Double> heard = new ArrayList<>();
        Generator.of(checkpoint, heard::add);
        assertTrue(heard.size() > checkpoint.tensors().size() / 2, heard.size() + " of " + checkpoint.tensors().size());
        assertEquals(1, heard.get(heard.size() - 1), 0.2);
        List<Double> until = new ArrayList<>();
        assertThrows(CancellationException.class, () -> Generator.of(checkpoint, share -> stop(until, share, 3)));
        assertEquals(heard.subList(0, 3), until);
    }

    @Test
    void aDeflatedTensorIsUnpackedByMegabytes() throws IOException {
        Path file = folder.resolve("deflated.pt");
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("m/data.pkl"));
            zip.write(torchPickle());
            zip.putNextEntry(new ZipEntry("m/data/0"));
            zip.write(noise);
        }
        assertReadByMegabytes(file, MEGABYTES);
    }

    @Test
    void aTensorThatIsWrittenAsTextIsDecodedByMegabytes() throws IOException {
        assertReadByMegabytes(Files.write(folder.resolve("text.pdparams"), paddlePickle()), 2 * MEGABYTES);
    }

    /** As it lies there, or number by number. */
    @ParameterizedTest
    @ValueSource(strings = {"'<f4', 'fortran_order': False, 'shape': (4, 1048576)", "'<f4', 'fortran_order': True, 'shape': (1048576, 4)",
        "'<i4', 'fortran_order': False, 'shape': (4194304,)"})
    void anArrayOfNumPyIsReadByMegabytes(String header) throws IOException {
        Tensor tensor = TensorFile.open(npy("{'descr': " + header + ", }\n")).tensors().get("array");
        List<Double> heard = new ArrayList<>();
        float[] values = tensor.floats(heard::add);
        assertArrayEquals(tensor.floats(), values);
        assertEquals(MEGABYTES, heard.size());
        assertEquals(heard.stream().sorted().toList(), heard);
        assertEquals(1 - 1.0 / MEGABYTES, heard.get(heard.size() - 1));
        List<Double> until = new ArrayList<>();
        assertThrows(CancellationException.class, () -> tensor.floats(share -> stop(until, share, 5)));
        assertEquals(heard.subList(0, 5), until);
    }

    private Path npy(String header) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + noise.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII)).putShort((short) header.length());
        bytes.put(header.getBytes(StandardCharsets.US_ASCII)).put(noise);
        return Files.write(folder.resolve("array.npy"), bytes.array());
    }

    private void assertReadByMegabytes(Path file, long atLeast) throws IOException {
        List<Double> heard = new ArrayList<>();
        Tensor tensor = Checkpoint.open(file, Optional.empty(), heard::add).tensors().get(NAME);
        ByteBuffer expected = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[NUMBERS];
        expected.asFloatBuffer().get(values);
        assertArrayEquals(values, tensor.floats());
        assertTrue(heard.size() >= atLeast, heard.size() + " steps, " + atLeast + " MB");
        for (int k = 1; k < heard.size(); k++) {
            assertTrue(heard.get(k) - heard.get(k - 1) <= 1.1 / MEGABYTES, heard.toString());
        }
        List<Double> until = new ArrayList<>();
        assertThrows(CancellationException.class, () -> Checkpoint.open(file, Optional.empty(), share -> stop(until, share, 5)));
        assertEquals(heard.subList(0, 5), until);
    }

    private static void stop(List<Double> heard, double share, int most) {
        if (heard.size() == most) {
            throw new CancellationException("cancelled");
        }
        heard.add(share);
    }

    /** {@code torch.save({NAME: a vector of float32})}. */
    private static byte[] torchPickle() throws IOException {
        Pickle pickle = new Pickle();
        return pickle.ascii("}").text(NAME).ascii("ctorch._utils\n_rebuild_tensor_v2\n((").text("storage").ascii("ctorch\nFloatStorage\n")
                .text("0").text("cpu").integer(NUMBERS).ascii("tQK\0(").integer(NUMBERS).ascii("t(K\1tI00\n)tRs.").bytes();
    }

    /** {@code pickle.dump({NAME: a vector of float32}, protocol=2)} of Python 3. */
    private byte[] paddlePickle() throws IOException {
        Pickle pickle = new Pickle();
        return pickle.ascii("}").text(NAME).ascii("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tU\1btR(K\1(").integer(NUMBERS)
                .ascii("tcnumpy\ndtype\n(").text("f4").ascii("I00\nI01\ntR(K\3").text("<").ascii("NNNI-1\nI-1\nK\0tbI00\nc_codecs\nencode\n(")
                .text(new String(noise, StandardCharsets.ISO_8859_1)).text("latin1").ascii("tRtbs.").bytes();
    }

    private static final class Pickle {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle ascii(String opcodes) throws IOException {
            out.write(opcodes.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        Pickle text(String text) throws IOException {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            out.write('X');
            number(encoded.length);
            out.write(encoded);
            return this;
        }

        Pickle integer(int value) throws IOException {
            out.write('J');
            number(value);
            return this;
        }

        private void number(int value) throws IOException {
            out.write(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value).array());
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
