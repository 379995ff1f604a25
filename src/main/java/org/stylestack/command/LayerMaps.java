package org.stylestack.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.stylestack.image.Labels;
import org.stylestack.image.Montage;
import org.stylestack.image.Series;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;

/**
 * The maps of some layers side by side in one size, that of the largest, smaller ones having each of their pixels repeated: as a
 * hyperstack, layer by layer along z and sample by sample along t, and as a montage for each sample, in which every layer begins a
 * row.
 */
final class LayerMaps {

    private static final String STACK = "maps";
    private static final String MONTAGE = "montage";
    private static final int MOST_COLUMNS = 16;

    private final Map<Output, Integer> counts = new LinkedHashMap<>();
    private final ChannelChoice choice;
    private final Labels samples;
    private final int resolution;
    private final int size;
    private final int each;
    private final int columns;
    /** The channels shown, sample by sample, in each layer by layer. */
    private final List<List<Integer>> shown = new ArrayList<>();
    private final Map<Long, List<float[]>> waiting = new TreeMap<>();

    /**
     * @param layers     with the shape of one sample, in the order in which they come
     * @param resolution of the face, in whose pixels the results are calibrated
     */
    LayerMaps(Map<Output, Shape> layers, ChannelChoice choice, Labels samples, int resolution) {
        this.choice = choice;
        this.samples = samples;
        this.resolution = resolution;
        this.size = layers.values().stream().mapToInt(Shape::w).max().orElseThrow();
        layers.forEach((layer, one) -> counts.put(layer, choice.count(layer.name(), one.c())));
        this.each = counts.values().stream().mapToInt(Integer::intValue).sum();
        this.columns = Math.min(MOST_COLUMNS, counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow());
    }

    Series stack() {
        Labels labels = Labels.of(samples.count() * each, name(samples::label, " ", " channel "), name(samples::fileName, "-", "-channel")).listed();
        return new Series(Output.measured(STACK), one(), labels, resolution, each, false);
    }

    private LongFunction<String> name(LongFunction<String> sample, String before, String between) {
        return index -> {
            int k = (int) (index % each);
            for (Map.Entry<Output, Integer> layer : counts.entrySet()) {
                if (k < layer.getValue()) {
                    List<Integer> channels = shown.get((int) (index / each));
                    return sample.apply(index / each) + before + layer.getKey().name() + between + channels.get((int) (index % each));
                }
                k -= layer.getValue();
            }
            throw new AssertionError(index);
        };
    }

    Series montage() {
        Shape whole = Montage.shape(one(), rows(), columns);
        return new Series(Output.measured(MONTAGE), whole, samples, resolution * (whole.w() / size));
    }

    private Shape one() {
        return new Shape(1, 1, size, size);
    }

    private int rows() {
        return counts.values().stream().mapToInt(this::rows).sum();
    }

    private int rows(int count) {
        return (count + columns - 1) / columns;
    }

    /** Forgets what came, as before the work begins again on another device. */
    void clear() {
        shown.clear();
        waiting.clear();
    }

    /**
     * Takes a batch of one layer's maps, and hands on those samples whose layers are complete.
     *
     * @param first  index of the batch's first sample
     * @param values N×C×H×W
     */
    void add(Output layer, long first, Shape shape, float[] values, boolean inStack, boolean inMontage, OutputSink sink)
            throws IOException {
        int pixels = shape.h() * shape.w();
        for (int n = 0; n < shape.n(); n++) {
            int from = n * shape.c() * pixels;
            List<float[]> maps = waiting.computeIfAbsent(first + n, index -> {
                shown.add(new ArrayList<>());
                return new ArrayList<>();
            });
            for (int channel : choice.of(values, from, shape.c(), pixels)) {
                shown.get((int) first + n).add(channel);
                maps.add(Arrays.copyOfRange(values, from + channel * pixels, from + (channel + 1) * pixels));
            }
            if (maps.size() == each) {
                waiting.remove(first + n);
                hand(first + n, maps, inStack, inMontage, sink);
            }
        }
    }

    private float[] enlarged(float[] map) {
        int width = (int) Math.sqrt(map.length);
        int step = size / width;
        float[] enlarged = new float[size * size];
        for (int k = 0; k < enlarged.length; k++) {
            enlarged[k] = map[k / size / step * width + k % size / step];
        }
        return enlarged;
    }

    private void hand(long sample, List<float[]> maps, boolean inStack, boolean inMontage, OutputSink sink) throws IOException {
        if (inMontage) {
            Montage montage = new Montage(one(), rows(), columns, 0);
            int row = 0;
            int next = 0;
            for (int count : counts.values()) {
                for (int k = 0; k < count; k++) {
                    montage.put(enlarged(maps.get(next++)), 0, row + k / columns, k % columns);
                }
                row += rows(count);
            }
            sink.accept(Output.measured(MONTAGE), sample, montage.shape(), montage.values());
        }
        for (int k = 0; k < each && inStack; k++) {
            sink.accept(Output.measured(STACK), sample * each + k, one(), enlarged(maps.get(k)));
        }
    }
}
