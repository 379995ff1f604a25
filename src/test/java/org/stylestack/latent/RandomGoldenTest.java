package org.stylestack.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.Fixtures.Golden;

/** Seeds against NumPy 1.24 and PyTorch 1.13. */
class RandomGoldenTest {

    static List<String> numpy() {
        return Fixtures.names("rng").stream().filter(name -> name.startsWith("numpy/")).toList();
    }

    static List<String> torch() {
        return Fixtures.names("rng").stream().filter(name -> name.startsWith("torch/") && !name.contains("f64")).toList();
    }

    @ParameterizedTest
    @MethodSource("numpy")
    void numpyToTheBit(String name) {
        NumpyRandom random = new NumpyRandom(seed(name));
        ByteBuffer golden = Fixtures.bytes("rng", name);
        if (name.endsWith("raw32")) {
            while (golden.hasRemaining()) {
                assertEquals(golden.getInt(), random.nextBits());
            }
        }
        while (golden.hasRemaining()) {
            double expected = golden.getDouble();
            double actual = random.nextGaussian();
            assertTrue(Math.abs(expected - actual) <= Math.ulp(expected), expected + " but " + actual);
            assertEquals((float) expected, (float) actual);
        }
    }

    @ParameterizedTest
    @MethodSource("torch")
    void torchToTwoMillionths(String name) {
        Golden golden = Fixtures.golden("rng", name);
        TorchRandom random = new TorchRandom(seed(name));
        float[] actual = switch (name.substring(name.lastIndexOf('/') + 1)) {
            case "rand8" -> floats(8, random);
            case "second_randn_1x64" -> {
                random.normals(64);
                yield random.normals(64);
            }
            case "randn3_then_1x64_then2" -> join(random.normals(3), random.normals(64), random.normals(2));
            default -> random.normals(golden.values().length);
        };
        assertEquals(golden.values().length, actual.length);
        for (int k = 0; k < actual.length; k++) {
            assertEquals(golden.values()[k], actual[k], 2e-6f, name + " " + k);
        }
    }

    private static long seed(String name) {
        return Long.parseLong(name.split("/")[1]);
    }

    private static float[] floats(int count, TorchRandom random) {
        float[] values = new float[count];
        IntStream.range(0, count).forEach(k -> values[k] = random.nextFloat());
        return values;
    }

    private static float[] join(float[]... parts) {
        float[] all = new float[69];
        int to = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, to, part.length);
            to += part.length;
        }
        return all;
    }
}
