package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.plugin.AVI_Reader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/** The shell's {@code walk} on canon32, whose z and w have 64 numbers. */
class WalkCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");
    private static final int PICTURE = 3 * 32 * 32;

    @TempDir
    private Path folder;

    static List<String> devices() {
        return TestDevices.names();
    }

    private Shell walk(String arguments) {
        return Shell.run(("walk --overwrite --model " + MODEL + " --out " + folder + " " + arguments).split(" "));
    }

    private float[] frame(int index) throws IOException {
        return Arrays.copyOfRange(Shell.array(folder.resolve("walk.npy")), index * PICTURE, (index + 1) * PICTURE);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void framesAreTheSynthesisOfThePointsBetween(String device) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(MODEL));
        float[] a = Rng.NUMPY.z(0, 64);
        float[] b = Rng.NUMPY.z(85, 64);
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            assertEquals(0, walk("--seeds 0,85 --frames 5 --format npy --device " + device).status());
            double angle = Math.acos(dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
            float[] z = new float[64];
            for (int k = 0; k < 64; k++) {
                z[k] = (float) ((Math.sin(0.75 * angle) * a[k] + Math.sin(0.25 * angle) * b[k]) / Math.sin(angle));
            }
            assertArrayEquals(synthesized(network, network.map(z, new float[0])), frame(1), 1e-5f);
            Fixtures.golden("canon32", "seed0/img_const").assertClose(frame(0), 5e-5);
            Fixtures.golden("canon32", "seed85/img_const").assertClose(frame(4), 5e-5);

            float[] wa = network.map(a, new float[0]);
            float[] wb = network.map(b, new float[0]);
            walk("--seeds 0,85,1 --frames 12 --space w --looped true --format npy --device " + device);
            float[] w = new float[64];
            for (int k = 0; k < 64; k++) {
                w[k] = 0.5f * wa[k] + 0.5f * wb[k];
            }
            assertArrayEquals(synthesized(network, w), frame(2), 1e-5f);

            walk("--seeds 0,85 --frames 8 --space w --curve cubic --looped true --format npy --device " + device);
            // Catmull and Rom's basis at 1/4, of which the one before and the one after are b and a again.
            for (int k = 0; k < 64; k++) {
                w[k] = (-9 * wb[k] + 111 * wa[k] + 29 * wb[k] - 3 * wa[k]) / 128;
            }
            assertArrayEquals(synthesized(network, w), frame(1), 1e-5f);
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }

    private static float[] synthesized(Network network, float[] w) throws IOException {
        float[][] picture = new float[1][];
        network.synthesize(Truncation.NONE.spread(w, 64, 8), new Noise.Constant(), new long[1], 0, Set.of(Kind.FACES),
                (output, first, shape, values) -> picture[0] = values, Progress.SILENT);
        return picture[0];
    }

    @Test
    void theNoiseIsHeld() throws IOException {
        Path still = Shell.save(folder.resolve("w.npy"), new float[3 * 64], 3, 64);
        walk("--w " + still + " --frames 5 --noise random --noise-seed 4 --format npy --device java");
        assertArrayEquals(frame(0), frame(4));
    }

    @Test
    void aFileHoldsTheFacesOrOneFacesLayers() throws IOException {
        Path faces = Shell.save(folder.resolve("faces.npy"), Arrays.copyOf(Fixtures.golden("canon32", "wspace/w").values(), 3 * 64), 3, 1, 64);
        assertEquals(0, walk("--w " + faces + " --frames 2 --format npy --device java").status());
        Path layers = Shell.save(folder.resolve("layers.npy"), new float[8 * 64], 8, 64);
        Shell one = walk("--w " + layers + " --device java");
        assertEquals("--w: a walk goes from one face to another; give two or more", one.err().get(one.err().size() - 1));
    }

    @Test
    void moreLatentsThanAnArrayHoldsAreRefused() {
        Shell shell = walk("--seeds 0-4294967295 --frames 3 --device java");
        assertEquals(2, shell.status());
        String last = shell.err().get(shell.err().size() - 1);
        assertTrue(last.startsWith("memory: the latents of 4294967296 faces are wanted at once"), last);
    }

    @Test
    void framesAreNumberedPicturesOrAFilm() throws IOException {
        walk("--seeds 0,1 --frames 3 --format png --device java");
        assertEquals(List.of("walk", "walk/frame0000.png", "walk/frame0001.png", "walk/frame0002.png"), Shell.files(folder));
        walk("--seeds 0,1 --frames 3 --format avi --device java");
        ImagePlus film = AVI_Reader.open(folder.resolve("walk.avi").toString(), false);
        assertArrayEquals(new int[] {32, 32, 1, 3, 1}, film.getDimensions());
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("walk.avi"))).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(40_000, header.getInt(32), "microseconds a frame");
    }

    @Test
    void saysThatItPassesFaces() {
        Shell few = walk("--seeds 0-2 --frames 2 --device java");
        assertEquals(0, few.status());
        assertEquals("warning: The walk goes past faces without showing them: there are 3 faces, but 2 frames; give as many frames as faces, or more",
                few.err().stream().filter(line -> line.startsWith("warning")).findFirst().orElse(""));
        assertTrue(walk("--seeds 0-2 --frames 3 --device java").err().stream().noneMatch(line -> line.startsWith("warning")));
    }

    @Test
    void oneFaceIsNoWalk() {
        assertEquals("--seeds: a walk goes from one face to another; give two or more", walk("--seeds 3 --device java").err().get(0));
        String virtual = String.join("", walk("--virtual true --device java").err());
        assertTrue(virtual.contains("--virtual: files hold all pictures"), virtual);
    }
}
