package org.stylestack.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Layers;
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelDevice;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.synthesis.Output.Kind;

/** What a pass asks of a device, and in what order. */
class SynthesisPassTest {

    private final List<String> calls = new ArrayList<>();

    @Test
    void aPassWaitsOnlyWhereItReadsBack() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        try (Layers layers = new KernelLayers(recorded(KernelDevice.class, new JavaThreads(2)));
                Network network = new Network(generator, layers)) {
            // The first pass leaves on the device what the next ones need too.
            pass(network, Set.of(Kind.FACES));
            calls.clear();
            pass(network, Set.of(Kind.FACES));
            List<String> pass = calls.stream().filter(call -> Set.of("launch", "write", "read").contains(call)).toList();
            assertEquals(1, pass.stream().filter("read"::equals).count(), "the face is read back, and nothing else");
            assertEquals("read", pass.get(pass.size() - 1));
            assertTrue(pass.lastIndexOf("write") < pass.indexOf("launch"), "uploads come before the first launch: " + pass);
            assertEquals(generator.latentCount(), pass.indexOf("launch"), "no more than w+ is uploaded");
        }
    }

    @Test
    void stylesAreReadBackWhereTheyAreWanted() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        try (Layers layers = new KernelLayers(recorded(KernelDevice.class, new JavaThreads(2)));
                Network network = new Network(generator, layers)) {
            pass(network, EnumSet.of(Kind.FACES, Kind.STYLES));
            assertEquals(1 + generator.layers().size(), calls.stream().filter("read"::equals).count());
        }
    }

    /** Each launch asks first, and so where nobody is asked any more nothing is launched. */
    @ParameterizedTest
    @MethodSource("devices")
    void nothingIsLaunchedAfterACancellation(String device) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            // The first pass leaves on the device what the next ones need too.
            asked(network, Integer.MAX_VALUE);
            int whole = asked(network, Integer.MAX_VALUE);
            assertTrue(whole > generator.layers().size(), whole + " questions");
            for (int last = 1; last < whole * 9 / 10; last += Math.max(1, whole / 23)) {
                int after = asked(network, last) - last;
                // The threads of the JVM that share the launch hear of it one by one.
                assertTrue(after >= 0 && after <= (device.equals("java") ? 2 * Runtime.getRuntime().availableProcessors() : 0),
                        after + " questions after the " + last + ". of " + whole + " had said so");
            }
            assertTrue(asked(network, Integer.MAX_VALUE) > whole * 9 / 10, "the next pass is whole");
        }
    }

    static List<String> devices() {
        return TestDevices.families();
    }

    /** How often a pass asks whether it is cancelled, where the answer is yes from some question on. */
    private static int asked(Network network, int yesFrom) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        float[] wPlus = Fixtures.golden("canon32", "wplus/ws").values();
        Progress progress = new Progress() {
            @Override
            public boolean isCancelled() {
                return asked.incrementAndGet() >= yesFrom;
            }

            @Override
            public void report(double done, String what) {}
        };
        OutputSink sink = (output, first, shape, values) -> assertEquals(Integer.MAX_VALUE, yesFrom, "an output after the end");
        if (yesFrom == Integer.MAX_VALUE) {
            network.synthesize(wPlus, new Noise.Constant(), new long[1], 0, Set.of(Kind.FACES), sink, progress);
        } else {
            assertThrows(CancellationException.class,
                    () -> network.synthesize(wPlus, new Noise.Constant(), new long[1], 0, Set.of(Kind.FACES), sink, progress));
        }
        return asked.get();
    }

    private static void pass(Network network, Set<Kind> wanted) throws IOException {
        float[] wPlus = Fixtures.golden("canon32", "wplus/ws").values();
        network.synthesize(wPlus, new Noise.Constant(), new long[1], 0, wanted, (output, first, shape, values) -> {}, Progress.SILENT);
    }

    /** The same object, whose calls are noted by name, and those of the buffers that it gives. */
    private <T> T recorded(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            calls.add(method.getName());
            if (method.getName().equals("equals")) {
                return proxy == arguments[0];
            }
            try {
                Object result = method.invoke(target, arguments);
                return result instanceof Buffer buffer ? recorded(Buffer.class, buffer) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }
}
