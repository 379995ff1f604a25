package org.stylestack.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.generator.Generator;

/** Valid files with bytes changed, cut out or cut off are read, or refused with one sentence; nothing else happens. */
class MutatedFilesTest {

    private static final int MUTATIONS = Integer.getInteger("stylestack.mutations", 300);
    private static final long MOST_BYTES = 64L << 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "models/nano8.safetensors", "models/nano8_ada.pkl", "models/nano8_tf.pkl", "models/nano8_paddle.pdparams",
        "models/nano8_rosinality.pt", "models/nano8_rosinality_legacy.pt", "models/micro16_rosinality_deflated.pt",
        "models/micro16_paddle_sliced_p2.pdparams", "models/micro16_ada_p3.pkl", "models/micro16_tf_p5.pkl",
        "models/micro16_rosinality_torch2.pt", "latents/canon32_projected_w_deflated.npz", "latents/canon32_wplus.npy"})
    void endsInWeightsOrOneSentence(String name) throws IOException {
        byte[] valid = Files.readAllBytes(Fixtures.file(name));
        Random random = new Random(name.hashCode());
        for (int k = 0; k < MUTATIONS; k++) {
            Path file = Files.write(folder.resolve("mutated-" + k), mutate(valid, random));
            check(file, name + ", mutation " + k, name.startsWith("latents/"));
            Files.delete(file);
        }
    }

    private static void check(Path file, String what, boolean latents) throws IOException {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        try {
            if (latents) {
                TensorFile.open(file);
            } else {
                Generator.of(Checkpoint.open(file));
            }
        } catch (CheckpointException e) {
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what + " ends in " + e, e);
        }
        long allocated = memory.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < MOST_BYTES, what + ": " + allocated + " bytes were allocated");
    }

    /** Mostly within the first and last kilobytes, where the structure of most formats is. */
    private static byte[] mutate(byte[] valid, Random random) {
        byte[] mutated = valid.clone();
        int changes = 1 + random.nextInt(4);
        for (int k = 0; k < changes; k++) {
            int at = switch (random.nextInt(3)) {
                case 0 -> random.nextInt(Math.min(4096, mutated.length));
                case 1 -> mutated.length - 1 - random.nextInt(Math.min(4096, mutated.length));
                default -> random.nextInt(mutated.length);
            };
            mutated[at] = (byte) (random.nextBoolean() ? mutated[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
        }
        int cut = random.nextInt(mutated.length);
        return switch (random.nextInt(10)) {
            case 0 -> Arrays.copyOf(mutated, cut);
            case 1 -> {
                int gap = Math.min(mutated.length - cut, 1 + random.nextInt(16));
                System.arraycopy(mutated, cut + gap, mutated, cut, mutated.length - cut - gap);
                yield Arrays.copyOf(mutated, mutated.length - gap);
            }
            default -> mutated;
        };
    }
}
