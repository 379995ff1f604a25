package org.stylestack.layer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the time of layers goes. A device that is opened with a profile measures its limits, and adds every launch to the layer
 * that runs; without one nothing is measured. Serves one thread.
 */
public final class Profile {

    /** The launches that belong to no layer. */
    public static final String ELSEWHERE = "elsewhere";

    /** What a device can do in a second, as measured: float32 operations in registers, and bytes of memory moved. */
    public record Limits(double operations, double bytes) {}

    /** What one kernel took within one layer. */
    public static final class Timer {

        private long nanoseconds;

        public void add(long more) {
            nanoseconds += more;
        }

        public long nanoseconds() {
            return nanoseconds;
        }
    }

    /** One layer: the least that it had to do, by the direct algorithm, and what its kernels took. */
    public static final class Layer {

        private final Map<String, Timer> kernels = new LinkedHashMap<>();
        private double operations;
        private double bytes;

        /** Additions and multiplications. */
        public double operations() {
            return operations;
        }

        /** Bytes of input, output and weights. */
        public double bytes() {
            return bytes;
        }

        public Map<String, Timer> kernels() {
            return kernels;
        }

        public long nanoseconds() {
            return kernels.values().stream().mapToLong(Timer::nanoseconds).sum();
        }
    }

    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private Optional<Limits> limits = Optional.empty();
    private String running = ELSEWHERE;

    /** The layers in the order of their first launches. */
    public Map<String, Layer> layers() {
        return layers;
    }

    /** Empty where a device cannot tell. */
    public Optional<Limits> limits() {
        return limits;
    }

    /** For devices, once they have measured them, which is not among the launches that count. */
    public void setLimits(Limits measured) {
        limits = Optional.of(measured);
        clear();
    }

    /** Forgets all launches so far. */
    public void clear() {
        layers.clear();
    }

    /** The time of a kernel in the layer that runs now. */
    public Timer timer(String kernel) {
        return layer().kernels.computeIfAbsent(kernel, name -> new Timer());
    }

    /** Runs something as a layer's work. */
    <T> T run(String layer, Supplier<T> work) {
        running = layer;
        try {
            return work.get();
        } finally {
            running = ELSEWHERE;
        }
    }

    /** Adds what the layer that runs now has to do. */
    void count(double operations, double bytes) {
        layer().operations += operations;
        layer().bytes += bytes;
    }

    private Layer layer() {
        return layers.computeIfAbsent(running, name -> new Layer());
    }
}
