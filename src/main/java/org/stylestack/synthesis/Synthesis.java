package org.stylestack.synthesis;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Mixing;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output.Kind;

/** Follows a recipe batch by batch: latents → w → w+ → styles → layers, and hands on each output as it is computed. */
public final class Synthesis {

    /** Samples are batched until their largest map has about this many numbers, 64 MB. */
    private static final long BATCH_NUMBERS = 1L << 24;
    private static final int LARGEST_BATCH = 16;

    private final Network network;
    private final Generator generator;
    private final Recipe recipe;
    private final OutputSink sink;
    private final Progress progress;

    private Synthesis(Network network, Recipe recipe, OutputSink sink, Progress progress) {
        this.network = network;
        this.generator = network.generator();
        this.recipe = recipe;
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

    private void run() throws IOException {
        long count = recipe.latents().count();
        int batch = recipe.batch() > 0 ? recipe.batch() : usualBatch();
        for (long first = 0; first < count; first += batch) {
            runBatch(first, (int) Math.min(batch, count - first), count);
        }
        progress.report(1, "done");
    }

    private int usualBatch() {
        long largest = 1;
        for (ConvolutionParameters layer : generator.layers()) {
            long pixels = (long) generator.resolutionOf(layer) * generator.resolutionOf(layer);
            largest = Math.max(largest, layer.channels() * pixels);
        }
        return (int) Math.max(1, Math.min(LARGEST_BATCH, BATCH_NUMBERS / largest));
    }

    private void runBatch(long first, int batch, long count) throws IOException {
        long[] seeds = new long[batch];
        Arrays.setAll(seeds, n -> recipe.latents().sampleSeed(first + n));
        Progress batchProgress = new Progress() {
            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }

            @Override
            public void report(double done, String what) {
                String faces = batch == 1 ? "face " + (first + 1) : "faces " + (first + 1) + "–" + (first + batch);
                progress.report((first + done * batch) / count, faces + " of " + count + ", " + what);
            }
        };
        if (recipe.latents() instanceof LatentSource.Styles given) {
            network.synthesize(batchOf(given, first, batch), recipe.noise(), seeds, first, recipe.outputs(), sink, batchProgress);
        } else {
            network.synthesize(mixedWPlus(first, batch), recipe.noise(), seeds, first, recipe.outputs(), sink, batchProgress);
        }
    }

    private float[] mixedWPlus(long first, int batch) throws IOException {
        float[] wPlus = wPlus(recipe.latents(), first, batch, true);
        if (recipe.mixing().isPresent()) {
            wPlus = mix(wPlus, recipe.mixing().get(), first, batch);
        }
        emitLatent(Output.W_PLUS, first, new Shape(batch, generator.latentCount(), 1, generator.wSize()), wPlus);
        return wPlus;
    }

    private float[] mix(float[] wPlus, Recipe.Mix mix, long first, int batch) throws IOException {
        int size = generator.wSize();
        int layers = generator.latentCount();
        boolean shared = mix.second().count() == 1;
        if (!shared && mix.second().count() != recipe.latents().count()) {
            throw new IllegalArgumentException("mix: " + mix.second().count() + " second latents do not fit "
                    + recipe.latents().count() + " first ones; give as many, or one");
        }
        float[] mixed = new float[wPlus.length];
        int one = layers * size;
        for (int n = 0; n < batch; n++) {
            long other = shared ? 0 : first + n;
            float[] fine = wPlus(mix.second(), other, 1, false);
            int index = mix.index() < 0 ? Mixing.draw(mix.second().sampleSeed(other), layers) : mix.index();
            float[] coarse = Arrays.copyOfRange(wPlus, n * one, (n + 1) * one);
            System.arraycopy(Mixing.mix(coarse, fine, size, layers, index), 0, mixed, n * one, one);
        }
        return mixed;
    }

    private float[] wPlus(LatentSource source, long first, int batch, boolean emit) throws IOException {
        int size = generator.wSize();
        int layers = generator.latentCount();
        if (source instanceof LatentSource.WPlus given) {
            requireSize("w+", given.size(), size);
            requireSize("w+ layers", given.layers(), layers);
            return recipe.truncation().truncate(batchOf(given.values(), first, batch, layers * size), size, layers);
        }
        float[] w;
        if (source instanceof LatentSource.W given) {
            requireSize("w", given.size(), size);
            w = batchOf(given.values(), first, batch, size);
        } else {
            float[] z = z(source, first, batch);
            if (emit) {
                emitLatent(Output.Z, first, Shape.vectors(batch, generator.zSize()), z);
            }
            w = network.map(z, MeanLatent.repeat(recipe.label(), batch));
        }
        if (emit) {
            emitLatent(Output.W, first, Shape.vectors(batch, size), w);
        }
        return recipe.truncation().spread(w, size, layers);
    }

    private float[] z(LatentSource source, long first, int batch) {
        int size = generator.zSize();
        if (source instanceof LatentSource.Z given) {
            requireSize("z", given.size(), size);
            return batchOf(given.values(), first, batch, size);
        }
        LatentSource.Drawn drawn = (LatentSource.Drawn) source;
        float[] z = new float[batch * size];
        for (int n = 0; n < batch; n++) {
            System.arraycopy(drawn.rng().z(drawn.seeds().get(first + n), size), 0, z, n * size, size);
        }
        return z;
    }

    private void emitLatent(Output output, long first, Shape shape, float[] values) throws IOException {
        if (recipe.outputs().contains(Kind.LATENTS)) {
            sink.accept(output, first, shape, values.clone());
        }
    }

    private static Map<String, float[]> batchOf(LatentSource.Styles given, long first, int batch) {
        Map<String, float[]> styles = new HashMap<>();
        given.values().forEach((name, values) ->
                styles.put(name, batchOf(values, first, batch, (int) (values.length / given.count()))));
        return styles;
    }

    private static float[] batchOf(float[] values, long first, int batch, int size) {
        int from = Math.toIntExact(first * size);
        return Arrays.copyOfRange(values, from, from + batch * size);
    }

    private static void requireSize(String what, int given, int needed) {
        if (given != needed) {
            throw new IllegalArgumentException(what + ": " + given + " were given, but this model needs " + needed);
        }
    }
}
