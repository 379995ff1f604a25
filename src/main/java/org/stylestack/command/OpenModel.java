package org.stylestack.command;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Latents;
import org.stylestack.synthesis.MapEdit;
import org.stylestack.synthesis.MeanLatent;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.Recipe;
import org.stylestack.synthesis.Synthesis;

/**
 * A model on a device, with the truncation, class and noise that a user chose: what commands and scripts compute with.
 *
 * <pre>{@code
 * try (OpenModel model = new Generation(options, log, Progress.SILENT).open(Progress.SILENT)) {
 *     float[] wPlus = model.wPlus(options.latents());
 *     model.synthesize(new LatentSource.Z(z, model.generator().zSize()), Set.of(Kind.FACES), sink, progress);
 * }
 * }</pre>
 *
 * An instance serves one thread at a time. Closing it frees the device.
 */
public final class OpenModel implements AutoCloseable {

    private final Layers layers;
    private final Network network;
    private final GenerateOptions options;
    private final float[] label;
    private final Truncation truncation;
    private final Noise noise;
    private final Log log;

    private OpenModel(Generation generation, Layers layers, Network network, Progress progress) {
        this.options = generation.options();
        this.layers = layers;
        this.network = network;
        this.label = generation.label();
        this.noise = generation.noise();
        this.log = generation.log();
        this.truncation = new Truncation(options.psi(), options.cutoff(), options.psi() == 1 ? new float[0] : centre(progress));
    }

    /** Uploads the weights, and computes the centre of truncation where there is one; owns the layers from now on. */
    static OpenModel load(Generation generation, Layers layers, Progress progress) {
        try {
            return new OpenModel(generation, layers, new Network(generation.generator(), layers, progress), progress);
        } catch (RuntimeException | Error e) {
            layers.close();
            throw e;
        }
    }

    /** The same weights with other truncation, class and noise; to be closed once for all that share them. */
    OpenModel with(Generation others, Progress progress) {
        return new OpenModel(others, layers, network, progress);
    }

    /** The centre of truncation that the user chose, whatever psi is: [w size]. */
    public float[] centre(Progress progress) {
        int samples = options.meanSamples();
        if (samples == 0) {
            if (generator().meanW().isPresent()) {
                return generator().meanW().get().floats();
            }
            samples = MeanLatent.USUAL_SAMPLES;
            log.info("The model holds no mean of w; it is computed over " + samples + " samples of seed " + options.meanSeed());
        }
        return MeanLatent.compute(network, label, samples, options.meanSeed(), progress);
    }

    public Generator generator() {
        return network.generator();
    }

    public Network network() {
        return network;
    }

    /** Those of the options that the model was opened with. */
    LatentSource latents() {
        return options.latents();
    }

    /** The operations, and the device's memory. */
    public Layers layers() {
        return layers;
    }

    /** What the user reads of the device. */
    public String device() {
        return layers.device();
    }

    public Truncation truncation() {
        return truncation;
    }

    /**
     * w+ of all latents, truncated: N×layers×w size.
     *
     * @throws IllegalArgumentException if they do not fit the model
     */
    public float[] wPlus(LatentSource latents) throws IOException {
        requireRoom(latents, (long) generator().latentCount() * generator().wSize());
        return latents(latents).wPlus(0, Math.toIntExact(latents.count()));
    }

    private static void requireRoom(LatentSource latents, long numbers) {
        long most = Integer.MAX_VALUE / numbers;
        if (latents.count() > most) {
            throw new IllegalArgumentException("memory: the latents of " + latents.count() + " faces are wanted at once, which no array holds;"
                    + " ask for " + most + " at most");
        }
    }

    /** w+ of one of the latents, truncated: layers×w size. */
    float[] wPlus(LatentSource latents, long index) throws IOException {
        return wPlus(latents, index, 1);
    }

    /** w+ of some of the latents, truncated: batch×layers×w size. */
    float[] wPlus(LatentSource latents, long first, int batch) throws IOException {
        return latents(latents).wPlus(first, batch);
    }

    Log log() {
        return log;
    }

    /** How many faces are computed at once. */
    int batch() {
        return Math.min(options.batch() > 0 ? options.batch() : Synthesis.usualBatch(generator()), network.largestBatch());
    }

    private Latents latents(LatentSource latents) {
        return new Latents(network, recipe(latents, Optional.empty(), Set.of()));
    }

    /** z of all seeds: N×z size. */
    public float[] z(LatentSource.Drawn seeds) {
        int size = generator().zSize();
        requireRoom(seeds, size);
        float[] z = new float[Math.toIntExact(seeds.count() * size)];
        for (int n = 0; n < seeds.count(); n++) {
            System.arraycopy(seeds.rng().z(seeds.sampleSeed(n), size), 0, z, n * size, size);
        }
        return z;
    }

    /**
     * w of all latents, before truncation: N×w size.
     *
     * @param latents z, or seeds, or w
     * @throws IllegalArgumentException if they do not fit the model
     */
    public float[] w(LatentSource latents) throws IOException {
        Recipe recipe = new Recipe(latents, label, Truncation.NONE, Optional.empty(), noise, Set.of(), options.batch());
        float[] wPlus = new Latents(network, recipe).wPlus(0, Math.toIntExact(latents.count()));
        int size = generator().wSize();
        float[] w = new float[Math.toIntExact(latents.count() * size)];
        for (int n = 0; n < latents.count(); n++) {
            System.arraycopy(wPlus, n * generator().latentCount() * size, w, n * size, size);
        }
        return w;
    }

    /** Computes what is wanted of latents, batch by batch. */
    public void synthesize(LatentSource latents, Set<Output.Kind> wanted, OutputSink sink, Progress progress) throws IOException {
        synthesize(latents, Optional.empty(), wanted, sink, progress);
    }

    /** Computes the faces of latents, which the sink gets under a name of their own. */
    public void pictures(String name, LatentSource latents, OutputSink sink, Progress progress) throws IOException {
        OutputSink named = sink.behind((output, first, shape, values) -> sink.accept(Output.pictures(name), first, shape, values));
        synthesize(latents, Set.of(Output.Kind.FACES), named, progress);
    }

    /** Computes what is wanted of latents whose maps are changed on their way. */
    public void synthesize(LatentSource latents, Set<Output.Kind> wanted, MapEdit edit, OutputSink sink, Progress progress)
            throws IOException {
        Recipe recipe = new Recipe(latents, label, truncation, Optional.empty(), noise, wanted, options.batch(), edit);
        Synthesis.run(network, recipe, sink, logged(progress));
    }

    void synthesize(LatentSource latents, Optional<Recipe.Mix> mix, Set<Output.Kind> wanted, OutputSink sink, Progress progress)
            throws IOException {
        Synthesis.run(network, recipe(latents, mix, wanted), sink, logged(progress));
    }

    /**
     * Computes what is wanted of one face.
     *
     * @param wPlus      layers×w size
     * @param sampleSeed on which random noise depends
     * @param sink       gets it on this thread, and may use the device
     */
    public void synthesizeOne(float[] wPlus, long sampleSeed, Set<Output.Kind> wanted, OutputSink sink, Progress progress)
            throws IOException {
        synthesizeSome(wPlus, new long[] {sampleSeed}, wanted, sink, progress);
    }

    /**
     * The same of some faces at once, N×layers×w size.
     *
     * @throws org.stylestack.layer.DeviceMemoryException if the device does not hold so many
     */
    void synthesizeSome(float[] wPlus, long[] sampleSeeds, Set<Output.Kind> wanted, OutputSink sink, Progress progress) throws IOException {
        pass(wPlus, noise, sampleSeeds, output -> wanted.contains(output.kind()), sink, progress);
    }

    /** The same with other noise than the options', and of some outputs alone. */
    public void pass(float[] wPlus, Noise other, long[] sampleSeeds, Predicate<Output> wanted, OutputSink sink, Progress progress)
            throws IOException {
        Synthesis.pass(network, wPlus, other, sampleSeeds, wanted, sink, logged(progress));
    }

    private Recipe recipe(LatentSource latents, Optional<Recipe.Mix> mix, Set<Output.Kind> wanted) {
        return new Recipe(latents, label, truncation, mix, noise, wanted, options.batch());
    }

    private Progress logged(Progress progress) {
        return new Progress() {
            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }

            @Override
            public void report(double done, String what) {
                progress.report(done, what);
            }

            @Override
            public void note(String message) {
                log.info(message);
            }
        };
    }

    @Override
    public void close() {
        try (Layers freed = layers) {
            network.close();
        }
    }
}
