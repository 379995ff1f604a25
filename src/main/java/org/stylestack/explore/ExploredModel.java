package org.stylestack.explore;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.stylestack.command.GenerateOptions;
import org.stylestack.command.OpenModel;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Mixing;
import org.stylestack.latent.PlanePoint.Corner;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Truncation;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * An open model whose faces follow settings: at a seed they are those of Generate Faces, Style Mixing and Edit Along Direction,
 * to the bit. An instance serves one thread at a time, and closes the model.
 */
public final class ExploredModel implements AutoCloseable {

    /** w that are kept, so that a walk runs the mapping network once a seed. */
    private static final int KEPT = 1024;

    private final OpenModel model;
    private final Rng rng;
    private final float[] centre;
    private final Map<Long, float[]> w = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, float[]> eldest) {
            return size() > KEPT;
        }
    };

    /** Takes the model over; its centre of truncation is computed where the model carries none. */
    public ExploredModel(OpenModel model, Rng rng, Progress progress) {
        this.model = model;
        this.rng = rng;
        this.centre = model.centre(progress);
    }

    public Generator generator() {
        return model.generator();
    }

    /** What the user reads of the device. */
    public String device() {
        return model.device();
    }

    /** The device's memory that the model takes now, in bytes. */
    public long memory() {
        return model.layers().memory().used();
    }

    /**
     * One face, or what else is wanted of it, on the way there.
     *
     * @param sink called on this thread, in the order in which outputs are computed
     */
    public void synthesize(Settings settings, Predicate<Output> wanted, OutputSink sink, Progress progress) throws IOException {
        model.pass(wPlus(settings), settings.noise().noise(), new long[] {settings.point().nearestSeed()}, wanted, sink, progress);
    }

    /** w+ of the face, layers×w size: blended on the plane, truncated, mixed and moved. */
    float[] wPlus(Settings settings) throws IOException {
        int size = generator().wSize();
        int layers = generator().latentCount();
        Truncation truncation = new Truncation(settings.psi(), settings.cutoff(), centre);
        float[] wPlus = truncation.spread(blend(settings.point().corners()), size, layers);
        if (settings.mix().isPresent()) {
            float[] other = truncation.spread(w(settings.mix().get().seed()), size, layers);
            float[] own = new float[layers];
            for (int layer = 0; layer < layers; layer++) {
                own[layer] = settings.mix().get().layers().get(layer) ? 0 : 1;
            }
            wPlus = Mixing.mix(wPlus, other, size, own);
        }
        return settings.edit().isPresent() ? settings.edit().get().apply(wPlus) : wPlus;
    }

    private float[] blend(List<Corner> corners) throws IOException {
        if (corners.size() == 1) {
            return w(corners.get(0).seed());
        }
        float[] blended = new float[generator().wSize()];
        for (Corner corner : corners) {
            float[] seed = w(corner.seed());
            for (int k = 0; k < blended.length; k++) {
                blended[k] += (float) corner.weight() * seed[k];
            }
        }
        return blended;
    }

    private float[] w(long seed) throws IOException {
        float[] known = w.get(seed);
        if (known == null) {
            known = model.w(GenerateOptions.drawn("face", Long.toString(seed), rng));
            w.put(seed, known);
        }
        return known;
    }

    @Override
    public void close() {
        model.close();
    }
}
