package org.stylestack.layer.opencl;

import java.nio.FloatBuffer;
import org.stylestack.layer.Profile;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/** Measures what an OpenCL device can do at most, by {@code opencl/limits.cl}; takes about a second. */
final class OpenClLimits {

    /** As limits.cl has it: 16 lanes, 10 sums, an addition and a multiplication each. */
    private static final double OPERATIONS_OF_A_ROUND = 2.0 * 16 * 10;
    private static final int LANES = 16;
    private static final int GROUP = 64;
    private static final long TRIAL_NANOSECONDS = 300_000_000L;
    /** Numbers of one array of the triad, 128 MB where a buffer may be so large: more than caches hold. */
    private static final int TRIAD = 1 << 25;

    private final OpenClSession session;

    OpenClLimits(OpenClSession session) {
        this.session = session;
    }

    Profile.Limits measure() {
        return new Profile.Limits(operations(), bytes());
    }

    private double operations() {
        boolean cpu = session.device().kind() == OpenClDevice.Kind.CPU;
        int items = session.device().computeUnits() * (cpu ? 4 : 2048);
        int rounds = cpu ? 1 << 19 : 1 << 14;
        try (Buffer sums = zeros(items * LANES)) {
            double seconds = seconds("fma_in_registers", items, cpu ? 1 : GROUP, sums, sums.array(), rounds);
            return OPERATIONS_OF_A_ROUND * rounds * items / seconds;
        }
    }

    private double bytes() {
        int count = (int) Math.min(TRIAD, session.device().largestBuffer() / Float.BYTES / GROUP / LANES * GROUP * LANES);
        try (Buffer a = zeros(count); Buffer b = zeros(count); Buffer sum = zeros(count)) {
            return 3.0 * Float.BYTES * count / seconds("triad", count / LANES, GROUP, sum, a.array(), b.array(), sum.array());
        }
    }

    private Buffer zeros(int count) {
        Buffer buffer = session.allocate(count);
        buffer.write(FloatBuffer.allocate(count));
        return buffer;
    }

    /** The shortest time of some. */
    private double seconds(String kernel, int items, int group, Buffer result, Object... arguments) {
        var compiled = session.kernel(new Program("limits"), kernel, this);
        double best = Double.POSITIVE_INFINITY;
        session.setArguments(compiled, arguments);
        long begin = System.nanoTime();
        for (long start = begin; start - begin < TRIAL_NANOSECONDS; start = System.nanoTime()) {
            session.launch(compiled, items, group, 0);
            // Reading waits for the kernel.
            result.read(new float[1]);
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
        }
        return best;
    }
}
