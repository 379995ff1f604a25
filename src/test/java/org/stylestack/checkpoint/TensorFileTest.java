package org.stylestack.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.fixture.Fixtures;

/** Latent and direction files, and the oldest protocols of pickles. */
class TensorFileTest {

    private static final float[] VALUES = {1, -2, 0.5f, 3, 1e-3f, 65504};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "canon32_projected_w.npz, w, wplus/ws",
        "canon32_projected_w_deflated.npz, w, wplus/ws",
        "canon32_wplus.npy, array, wplus/ws",
        "canon32_wplus_fortran_f64_be.npy, array, wplus/ws",
        "canon32_w.npy, array, wspace/w",
        "canon32_projection_rosinality.pt, face.png.latent, wplus/ws"})
    void readsLatents(String file, String name, String golden) throws IOException {
        Map<String, Tensor> tensors = TensorFile.open(Fixtures.file("latents/" + file)).tensors();
        assertArrayEquals(Fixtures.golden("canon32", golden).values(), tensors.get(name).floats());
    }

    @Test
    void readsTheNoiseOfAProjection() throws IOException {
        Map<String, Tensor> tensors = TensorFile.open(Fixtures.file("latents/canon32_projection_rosinality.pt")).tensors();
        assertArrayEquals(new int[] {1, 1, 4, 4}, tensors.get("face.png.noise.0").shape());
        assertArrayEquals(new int[] {1, 1, 32, 32}, tensors.get("face.png.noise.6").shape());
    }

    @Test
    void readsDirectionsAsColumns() throws IOException {
        Tensor directions = TensorFile.open(Fixtures.file("latents/canon32_factor_rosinality.pt")).tensors().get("eigvec");
        float[] columns = directions.permute(1, 0).floats();
        for (int a = 0; a < 64; a += 9) {
            for (int b = 0; b < 64; b++) {
                double product = 0;
                for (int k = 0; k < 64; k++) {
                    product += (double) columns[64 * a + k] * columns[64 * b + k];
                }
                assertEquals(a == b ? 1 : 0, product, 1e-5, "columns " + a + " and " + b);
            }
        }
    }

    /** {@code pickle.dumps({'w': array, 'n': [7, True, None, 2.5]}, protocol)} of Python 3 with NumPy 2. */
    @ParameterizedTest
    @ValueSource(strings = {
        "(dp0\\nVw\\np1\\ncnumpy._core.multiarray\\n_reconstruct\\np2\\n(cnumpy\\nndarray\\np3\\n(I0\\ntp4\\nc_codecs\\nencode\\np5\\n(Vb\\np6\\nVlatin1\\np7\\ntp8\\nRp9\\n"
            + "tp10\\nRp11\\n(I1\\n(I2\\nI3\\ntp12\\ncnumpy\\ndtype\\np13\\n(Vf4\\np14\\nI00\\nI01\\ntp15\\nRp16\\n(I3\\nV<\\np17\\nNNNI-1\\nI-1\\nI0\\ntp18\\nbI00\\ng5\\n"
            + "(V\\\\u0000\\\\u0000\\x80?\\\\u0000\\\\u0000\\\\u0000\\xc0\\\\u0000\\\\u0000\\\\u0000?\\\\u0000\\\\u0000@@o\\x12\\x83:\\\\u0000\\xe0\\x7fG\\np19\\ng7\\ntp20\\nRp21\\ntp22\\n"
            + "bsVn\\np23\\n(lp24\\nI7\\naI01\\naNaF2.5\\nas.",
        "}q\\x00(X\\x01\\x00\\x00\\x00wq\\x01cnumpy._core.multiarray\\n_reconstruct\\nq\\x02(cnumpy\\nndarray\\nq\\x03(K\\x00tq\\x04c_codecs\\nencode\\nq\\x05"
            + "(X\\x01\\x00\\x00\\x00bq\\x06X\\x06\\x00\\x00\\x00latin1q\\x07tq\\x08Rq\\ttq\\nRq\\x0b(K\\x01(K\\x02K\\x03tq\\x0ccnumpy\\ndtype\\nq\\r(X\\x02\\x00\\x00\\x00f4q\\x0e"
            + "I00\\nI01\\ntq\\x0fRq\\x10(K\\x03X\\x01\\x00\\x00\\x00<q\\x11NNNJ\\xff\\xff\\xff\\xffJ\\xff\\xff\\xff\\xffK\\x00tq\\x12bI00\\nh\\x05"
            + "(X\\x1c\\x00\\x00\\x00\\x00\\x00\\xc2\\x80?\\x00\\x00\\x00\\xc3\\x80\\x00\\x00\\x00?\\x00\\x00@@o\\x12\\xc2\\x83:\\x00\\xc3\\xa0\\x7fGq\\x13h\\x07tq\\x14Rq\\x15tq\\x16b"
            + "X\\x01\\x00\\x00\\x00nq\\x17]q\\x18(K\\x07I01\\nNG@\\x04\\x00\\x00\\x00\\x00\\x00\\x00eu."})
    void readsTheOldestProtocols(String escaped) throws IOException {
        Tensor tensor = TensorFile.open(write(bytes(escaped))).tensors().get("w");
        assertArrayEquals(new int[] {2, 3}, tensor.shape());
        assertArrayEquals(VALUES, tensor.floats());
    }

    /** Bytes as Python shows them, {@code \}{@code xNN}. */
    private static byte[] bytes(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < escaped.length(); k++) {
            char c = escaped.charAt(k);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char kind = escaped.charAt(++k);
            switch (kind) {
                case 'x' -> {
                    text.append((char) Integer.parseInt(escaped.substring(k + 1, k + 3), 16));
                    k += 2;
                }
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                default -> text.append(kind);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path write(byte[] content) throws IOException {
        Path file = Files.write(folder.resolve("weights"), content);
        assertTrue(Files.size(file) > 0);
        return file;
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) {
        Path absent = folder.resolve("absent");
        IOException refused = assertThrows(IOException.class,
                () -> SafetensorsWriter.write(absent.resolve("w.safetensors"), Map.of("w", Tensor.of(new float[1], 1)), Map.of()));
        assertEquals(absent.resolve("w.safetensors") + ": the folder " + absent + " cannot be written; choose another folder", refused.getMessage());
    }
}
