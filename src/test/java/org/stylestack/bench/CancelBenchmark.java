package org.stylestack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.DoubleStream;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.GenerateFaces;
import org.stylestack.command.Log;
import org.stylestack.command.Started;
import org.stylestack.synthesis.Progress;

/**
 * How long Generate Faces goes on after it is cancelled at random moments, from the reading of the model to the last face.
 *
 * <pre>{@code
 * java -cp … org.stylestack.bench.CancelBenchmark TRIES model=ffhq.pkl device=opencl seeds=0-3 batch=4
 * }</pre>
 *
 * Prints, for each step of the work in which it was cancelled, how often that was, and the median and the longest time in
 * milliseconds; and for each try how long it was until the device was freed, and the process's resident memory then.
 */
public final class CancelBenchmark {

    private static final Log SILENT = new Log() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}
    };

    private final Map<String, String> options = new TreeMap<>();
    private final Map<String, DoubleStream.Builder> byStep = new TreeMap<>();

    /** Cancelled at a moment, and knows what was reported last before it. */
    private static final class Timed implements Progress {

        private final long moment;
        private volatile String step = "start";

        Timed(long moment) {
            this.moment = moment;
        }

        @Override
        public boolean isCancelled() {
            return System.nanoTime() >= moment;
        }

        @Override
        public void report(double done, String what) {
            if (!isCancelled()) {
                step = what.replaceAll(", \\d+ %", "");
            }
        }
    }

    /** @param arguments the number of tries, and parameters of Generate Faces */
    public static void main(String[] arguments) throws IOException {
        CancelBenchmark benchmark = new CancelBenchmark();
        for (int k = 1; k < arguments.length; k++) {
            String[] pair = arguments[k].split("=", 2);
            benchmark.options.put(pair[0], pair[1]);
        }
        benchmark.run(Integer.parseInt(arguments[0]));
    }

    private void run(int tries) throws IOException {
        long whole = Long.MAX_VALUE / 2;
        Random random = new Random(1);
        for (int k = 0; k <= tries; k++) {
            long start = System.nanoTime();
            // The first try is never cancelled, and tells how long the others may last.
            Timed progress = new Timed(start + (k == 0 ? whole : (long) (random.nextDouble() * whole)));
            try {
                CommandDeclaration.of(GenerateFaces.class).create(options).execute(SILENT, progress);
                whole = k == 0 ? System.nanoTime() - start : whole;
            } catch (CancellationException e) {
                double milliseconds = (System.nanoTime() - progress.moment) / 1e6;
                byStep.computeIfAbsent(progress.step, step -> DoubleStream.builder()).add(milliseconds);
                Started.awaitAll(Duration.ofMinutes(1));
                double freed = (System.nanoTime() - progress.moment) / 1e6;
                System.out.printf("%7.1f s  %-28s %7.1f ms, freed after %7.1f, then %s%n", (progress.moment - start) / 1e9, progress.step,
                        milliseconds, freed, resident());
            }
        }
        System.out.printf("%nwhole: %.1f s%n", whole / 1e9);
        byStep.forEach((step, times) -> {
            double[] sorted = times.build().sorted().toArray();
            System.out.printf("%-28s %3d  %7.1f  %7.1f%n", step, sorted.length, sorted[sorted.length / 2], sorted[sorted.length - 1]);
        });
    }

    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status) ? "" : Files.readAllLines(status).stream().filter(line -> line.startsWith("VmRSS")).findFirst().orElse("");
    }
}
