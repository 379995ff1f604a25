package org.stylestack.synthesis;

import java.io.IOException;
import java.util.Arrays;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Mixing;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output.Kind;

/** From what a recipe's faces are made of to w+, batch by batch. */
public final class Latents {

    private static final OutputSink NOBODY = (output, first, shape, values) -> {};

    private final Network network;
    private final Generator generator;
    private final Recipe recipe;

    public Latents(Network network, Recipe recipe) {
        this.network = network;
        this.generator = network.generator();
        this.recipe = recipe;
    }

    /**
     * w+ of a batch, truncated and mixed, batch×layers×w size.
     *
     * @throws IllegalArgumentException if the latents do not fit the network
     */
    public float[] wPlus(long first, int batch) throws IOException {
        return wPlus(first, batch, NOBODY);
    }

    /**
     * w+ of a batch, truncated and mixed.
     *
     * @param sink takes z, w and w+ where they are wanted
     */
    float[] wPlus(long first, int batch, OutputSink sink) throws IOException {
        float[] wPlus = wPlus(recipe.latents(), first, batch, emitted(sink));
        if (recipe.mixing().isPresent()) {
            wPlus = mix(wPlus, recipe.mixing().get(), first, batch);
        }
        emitted(sink).accept(Output.W_PLUS, first, new Shape(batch, generator.latentCount(), 1, generator.wSize()), wPlus.clone());
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
            float[] fine = wPlus(mix.second(), other, 1, NOBODY);
            int index = mix.index() < 0 ? Mixing.draw(mix.second().sampleSeed(other), layers) : mix.index();
            float[] coarse = Arrays.copyOfRange(wPlus, n * one, (n + 1) * one);
            System.arraycopy(Mixing.mix(coarse, fine, size, layers, index), 0, mixed, n * one, one);
        }
        return mixed;
    }

    private float[] wPlus(LatentSource source, long first, int batch, OutputSink sink) throws IOException {
        int size = generator.wSize();
        int layers = generator.latentCount();
        if (source instanceof LatentSource.Computed computed) {
            return computed.wPlus(first, batch);
        }
        if (source instanceof LatentSource.OfFile rows) {
            // The first of the batch is its own row 0 no more.
            OutputSink placed = (output, index, shape, values) -> sink.accept(output, first, shape, values);
            return wPlus(rows.batch(first, batch), 0, batch, placed);
        }
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
            sink.accept(Output.Z, first, Shape.vectors(batch, generator.zSize()), z.clone());
            w = network.map(z, SampledLatents.repeat(recipe.label(), batch));
        }
        sink.accept(Output.W, first, Shape.vectors(batch, size), w.clone());
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

    private OutputSink emitted(OutputSink sink) {
        return recipe.outputs().contains(Kind.LATENTS) ? sink : NOBODY;
    }

    static float[] batchOf(float[] values, long first, int batch, int size) {
        int from = Math.toIntExact(first * size);
        return Arrays.copyOfRange(values, from, from + batch * size);
    }

    private static void requireSize(String what, int given, int needed) {
        if (given != needed) {
            throw new IllegalArgumentException(what + ": " + given + " were given, but this model needs " + needed);
        }
    }
}
