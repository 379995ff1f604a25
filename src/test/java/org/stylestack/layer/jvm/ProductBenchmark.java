package org.stylestack.layer.jvm;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Tells whether C2 makes vector code of {@link Product}: the counter {@code gigaflops} is that of one thread. On a processor of
 * today scalar code has about 15, vector code several times as many. Worth a run on every new JDK, and before the loops change.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ProductBenchmark {

    private static final int ROWS = 96;
    private static final int DEPTH = 128;
    /** Products of other lengths before those that are timed: more than C2 waits for. */
    private static final int BEFORE = 200;

    /** Numbers of a row. */
    @Param({"32", "128", "256", "512"})
    public int n;

    /** Numbers of the rows that were multiplied before: C2 unrolls a loop by the lengths that it has seen. */
    @Param({"32", "512"})
    public int before;

    private final float[][] b = Scratch.rows(Product.paddedDepth(DEPTH), Scratch.ROW);
    private final float[][] c = Scratch.rows(Product.paddedRows(ROWS), Scratch.ROW);
    private final float[] a = new float[Product.size(ROWS, DEPTH)];

    /** What JMH divides by the time, too. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Work {
        public double gigaflops;
    }

    @Setup
    public void load() {
        Arrays.fill(a, 0.5f);
        for (float[] row : b) {
            Arrays.fill(row, 0.25f);
        }
        for (int k = 0; k < BEFORE; k++) {
            Product.multiply(c, b, a, 0, ROWS, DEPTH, before);
        }
    }

    @Benchmark
    public float[][] multiply(Work work) {
        work.gigaflops += 2e-9 * ROWS * DEPTH * n;
        Product.multiply(c, b, a, 0, ROWS, DEPTH, n);
        return c;
    }
}
