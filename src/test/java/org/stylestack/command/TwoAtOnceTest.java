package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.synthesis.Progress;

/** Commands that run at the same time give the pixels that each gives by itself, on one device and on two. */
@Timeout(120)
class TwoAtOnceTest {

    private static final Map<String, String> FACES = Map.of("seeds", "0-15", "outputs", "faces,layers", "noise", "random", "batch", "4");
    private static final Map<String, String> WALK = Map.of("seeds", "3,9,4", "frames", "24", "psi", "0.6");
    private static final Log SILENT = new Log() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {
            throw new AssertionError(message);
        }
    };

    static Stream<Arguments> pairs() {
        return TestDevices.names().stream().flatMap(a -> TestDevices.names().stream().map(b -> Arguments.of(a, b)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void undisturbed(String a, String b) throws Exception {
        Map<String, Object[]> faces = pixels(GenerateFaces.class, FACES, a);
        Map<String, Object[]> walk = pixels(WalkLatents.class, WALK, b);
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Map<String, Object[]>> first = threads.submit(at(together, () -> pixels(GenerateFaces.class, FACES, a)));
            Future<Map<String, Object[]>> second = threads.submit(at(together, () -> pixels(WalkLatents.class, WALK, b)));
            assertSame(faces, first.get());
            assertSame(walk, second.get());
        } finally {
            threads.shutdown();
        }
    }

    private static <T> Callable<T> at(CyclicBarrier together, Callable<T> work) {
        return () -> {
            together.await();
            return work.call();
        };
    }

    private static Map<String, Object[]> pixels(Class<? extends StackCommand> type, Map<String, String> values, String device)
            throws IOException {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(Map.of("device", device, "fallback", "fail", "model", Fixtures.model("canon32.safetensors").toString()));
        Map<String, Object[]> pixels = new LinkedHashMap<>();
        for (Map.Entry<String, ImagePlus> stack : CommandDeclaration.of(type).create(all).execute(SILENT, Progress.SILENT).entrySet()) {
            Object[] slices = new Object[stack.getValue().getStackSize()];
            for (int k = 0; k < slices.length; k++) {
                slices[k] = stack.getValue().getStack().getPixels(k + 1);
            }
            pixels.put(stack.getKey(), slices);
        }
        return pixels;
    }

    private static void assertSame(Map<String, Object[]> expected, Map<String, Object[]> actual) {
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()));
        expected.forEach((name, slices) -> assertArrayEquals(slices, actual.get(name), name));
    }
}
