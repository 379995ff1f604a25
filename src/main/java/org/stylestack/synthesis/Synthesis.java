package org.stylestack.synthesis;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.layer.DeviceMemoryException;

/** Follows a recipe batch by batch: latents → w → w+ → styles → layers, and hands on each output as it is computed. */
public final class Synthesis {

    /** Samples are batched until their largest map has about this many numbers, 128 MB: four faces of 256×256, one of 1024×1024. */
    private static final long BATCH_NUMBERS = 1L << 25;
    private static final int LARGEST_BATCH = 16;

    private final Network network;
    private final Generator generator;
    private final Recipe recipe;
    private final Latents latents;
    private final OutputSink sink;
    private final Progress progress;

    private Synthesis(Network network, Recipe recipe, OutputSink sink, Progress progress) {
        this.network = network;
        this.generator = network.generator();
        this.recipe = recipe;
        this.latents = new Latents(network, recipe);
        this.sink = sink;
        this.progress = progress;
    }

    /**
     * Computes what a recipe asks for.
     *
     * @throws IOException                                if the sink cannot store an output
     * @throws IllegalArgumentException                   if the recipe does not fit the network
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    public static void run(Network network, Recipe recipe, OutputSink sink, Progress progress) throws IOException {
        new Synthesis(network, recipe, sink, progress).run();
    }

    /**
     * Computes some faces in one pass, on this thread; a single one, where the device's memory ends, with the last layers in tiles.
     *
     * @param wPlus       N×layers×w size
     * @param sampleSeeds the samples' seeds, on which random noise depends; their number is N
     * @throws DeviceMemoryException if the device does not hold several faces at once, or tiles of one
     * @see Network#synthesize(float[], Noise, long[], long, Predicate, OutputSink, Progress)
     */
    public static void pass(Network network, float[] wPlus, Noise noise, long[] sampleSeeds, Predicate<Output> wanted, OutputSink sink,
            Progress progress) throws IOException {
        OutputSink once = sink.once();
        while (true) {
            try {
                network.synthesize(wPlus, noise, sampleSeeds, 0, wanted, once, progress);
                return;
            } catch (DeviceMemoryException full) {
                if (sampleSeeds.length > 1) {
                    // Whoever asked for several tries fewer first: tiles are slower, and stay.
                    throw full;
                }
                shrinkStrips(network, full, progress);
            }
        }
    }

    private void run() throws IOException {
        long count = recipe.latents().count();
        int batch = batch(count);
        try (BackgroundSink writer = new BackgroundSink(sink, network.arrays(), progress, network.writer())) {
            OutputSink outputs = writer.once();
            long first = 0;
            while (first < count) {
                int samples = (int) Math.min(batch, count - first);
                try {
                    runBatch(first, samples, count, outputs);
                    first += samples;
                } catch (DeviceMemoryException full) {
                    if (samples == recipe.latents().together()) {
                        shrinkStrips(network, full, progress);
                    } else {
                        batch = whole(samples / 2);
                        progress.note(full.getMessage() + "; " + batch + (batch == 1 ? " face" : " faces") + " at once will be tried");
                    }
                }
            }
            writer.finish();
        }
        progress.report(1, "done");
    }

    private static void shrinkStrips(Network network, DeviceMemoryException full, Progress progress) {
        OptionalInt rows = network.shrinkStrips();
        progress.note(full.getMessage() + "; the last layers in tiles of " + rows.orElseThrow(() -> full) + " rows will be tried");
    }

    private int batch(long count) {
        int largest = network.largestBatch();
        int wanted = (int) Math.min(count, recipe.batch() > 0 ? recipe.batch() : usualBatch(generator));
        int batch = whole(Math.min(wanted, largest));
        if (wanted > largest && recipe.batch() > 0) {
            progress.note("batch: " + wanted + " faces at once would take more memory than is asked of this device; " + batch
                    + (batch == 1 ? " is" : " are") + " computed at once");
        }
        return batch;
    }

    /** As many samples, or a few less or more, so that none is parted from those that it goes together with. */
    private int whole(int samples) {
        int together = recipe.latents().together();
        return Math.max(1, samples / together) * together;
    }

    /** How many samples are computed at once where nobody asks for a number, as far as the device's memory lets them. */
    public static int usualBatch(Generator generator) {
        long largest = 1;
        for (ConvolutionParameters layer : generator.layers()) {
            long pixels = (long) generator.resolutionOf(layer) * generator.resolutionOf(layer);
            largest = Math.max(largest, layer.channels() * pixels);
        }
        return (int) Math.max(1, Math.min(LARGEST_BATCH, BATCH_NUMBERS / largest));
    }

    private void runBatch(long first, int batch, long count, OutputSink outputs) throws IOException {
        long[] seeds = new long[batch];
        Arrays.setAll(seeds, n -> recipe.latents().sampleSeed(first + n));
        Progress ofBatch = progress.faces(first, batch, count);
        if (recipe.latents() instanceof LatentSource.Styles given) {
            network.synthesize(batchOf(given, first, batch), recipe.noise(), recipe.edit(), seeds, first, recipe.outputs(), outputs,
                    ofBatch);
        } else {
            network.synthesize(latents.wPlus(first, batch, outputs), recipe.noise(), recipe.edit(), seeds, first, recipe.outputs(),
                    outputs, ofBatch);
        }
    }

    private static Map<String, float[]> batchOf(LatentSource.Styles given, long first, int batch) {
        Map<String, float[]> styles = new HashMap<>();
        given.values().forEach((name, values) ->
                styles.put(name, Latents.batchOf(values, first, batch, (int) (values.length / given.count()))));
        return styles;
    }
}
