package org.stylestack.command;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.stylestack.device.Fallback;
import org.stylestack.image.Provenance;
import org.stylestack.image.Samples;
import org.stylestack.layer.Precision;
import org.stylestack.synthesis.LatentSource;

/**
 * A command that computes with a model: which, how truncated, with what noise, on what device. A subclass adds what it asks
 * for, and computes in few lines:
 *
 * <pre>{@code
 * Generation generation = new Generation(options(latents), log);
 * results.open(List.of(Series.pictures(generation.generator(), "grid", labels)));
 * String device = generation.run((model, sink) -> model.synthesize(latents, Set.of(Kind.FACES), sink, progress),
 *         results, progress);
 * return provenance(generation, device);
 * }</pre>
 */
public abstract class ModelCommand extends StackCommand {

    @Parameter(label = "Model", style = CommandParameter.FILE, persist = false,
            description = "A file that holds a StyleGAN2 generator; empty for the portraits that come with StyleStack.")
    private String model = "";

    @Parameter(label = "Generator", persist = false,
            description = "Which of a file's generators; empty for the moving average.")
    private String generator = "";

    @Parameter(label = "Class", persist = false,
            description = "For models of several classes: an index from 0 on, or as many numbers between commas as there are classes.")
    private String class_ = "";

    @Parameter(label = "Truncation psi", persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Truncation"),
            description = "1 leaves faces as they are; nearer to 0 they are nearer to the mean face; below 0 they are opposites.")
    private double psi = 1;

    @Parameter(label = "Truncated layers", min = "-1", persist = false,
            description = "How many layers are truncated, from the coarsest on; -1 for all.")
    private int cutoff = -1;

    @Parameter(label = "Mean over samples", min = "0", max = "10000000", persist = false,
            description = "How many samples' mean is the centre of truncation; 0 for the mean that comes with the model.")
    private int mean_samples;

    @Parameter(label = "Mean seed", min = "0", max = "4294967295", persist = false,
            description = "The seed by which those samples are drawn.")
    private long mean_seed;

    @Parameter(label = "Noise", choices = {"constant", "random", "none"}, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Noise"),
            description = "The noise of the layers: constant is the model's own, random is drawn by a seed.")
    private String noise = "constant";

    @Parameter(label = "Noise seed", min = "0", max = "4294967295", persist = false,
            description = "The seed by which random noise is drawn.")
    private long noise_seed;

    @Parameter(label = "Device", persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Device"),
            description = "auto for the fastest, java, opencl, aparapi, or a part of a device's name.")
    private String device = "auto";

    @Parameter(label = "If it fails", choices = {"accept", "warn", "fail"}, persist = false,
            description = "Where the device cannot be used: accept the next best, warn and take it, or fail.")
    private String fallback = "warn";

    @Parameter(label = "Precision", choices = {"fast", "exact"}, persist = false,
            description = "fast takes Winograd's algorithm, which differs by up to 5e-5 of the largest number; exact convolves directly.")
    private String precision = "fast";

    @Parameter(label = "Faces at once", min = "0", max = "1024", persist = false,
            description = "How many faces are computed at once, fewer where memory ends; 0 lets their size decide.")
    private int batch;

    /** What these parameters ask of a model, checked. */
    protected final GenerateOptions options(LatentSource latents) {
        return options(latents, Optional.empty(), -1, "");
    }

    final GenerateOptions options(LatentSource latents, Optional<LatentSource.Drawn> mix, int mixAt, String noiseMaps) {
        return new GenerateOptions(model, generator, class_, latents, psi, cutoff, mean_samples, mean_seed, mix, mixAt,
                constant(NoiseMode.class, noise), noise_seed, noiseMaps, device, constant(Fallback.class, fallback),
                constant(Precision.class, precision), batch);
    }

    /** How the results were made: the command and all its parameters, so that it can make them again. */
    protected final Provenance provenance(Generation generation, String usedDevice) throws IOException {
        return generation.provenance(recipe(), usedDevice);
    }

    private Map<String, String> recipe() {
        CommandDeclaration declaration = CommandDeclaration.of(getClass());
        return declaration.recipe(declaration.values(this));
    }

    protected final double psi() {
        return psi;
    }

    /** A slice's label with the truncation, as all have it. */
    protected final String truncated(String label) {
        return label + " psi " + Samples.number(psi);
    }

    /** The constant that one of a parameter's choices stands for. */
    protected static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
