package org.stylestack.command;

import java.io.IOException;
import java.util.Optional;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Series;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Progress;

/**
 * A command that makes faces with some noise. A subclass adds what it asks for, and computes in few lines:
 *
 * <pre>{@code
 * Generation generation = new Generation(options(latents), log, progress);
 * results.open(List.of(Series.pictures(generation.generator(), "grid", labels)));
 * String device = generation.run((model, sink) -> model.synthesize(latents, Set.of(Kind.FACES), sink, progress),
 *         results, progress);
 * return provenance(generation, device);
 * }</pre>
 */
public abstract class ModelCommand extends TruncatedCommand {

    @Parameter(label = "Noise", choices = {"constant", "random", "none"}, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Noise"),
            description = "The noise of the layers: constant is the model's own, random is drawn by a seed.")
    private String noise = "constant";

    @Parameter(label = "Noise seed", min = "0", max = "4294967295", persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "The seed by which random noise is drawn.")
    private long noise_seed;

    @Parameter(label = "Faces at once", min = "0", max = "1024", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Device"),
                @Attr(name = CommandParameter.HINT, value = "faces, 0 for as many as suit"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "How many faces are computed at once, but no more than the device takes; 0 lets their size decide.")
    private int batch;

    /** What these parameters ask of a model, checked. */
    protected final GenerateOptions options(LatentSource latents) {
        return options(latents, Optional.empty(), -1, "");
    }

    final GenerateOptions options(LatentSource latents, Optional<LatentSource.Drawn> mix, int mixAt, String noiseMaps) {
        return options(latents, mix, mixAt, constant(NoiseMode.class, noise), noise_seed, noiseMaps, batch);
    }

    /** What a model makes of a command's parameters. */
    interface OfModel {
        LatentSource latents(OpenModel model) throws IOException;
    }

    /** Opens a stack of faces that are computed when they are looked at; it holds the device until its window closes. */
    final Provenance view(Generation generation, Series series, OfModel of, Results results, Progress progress)
            throws IOException {
        OpenModel model = generation.open(progress);
        try {
            results.open(series, new ModelPictures(model, of.latents(model)));
            return provenance(generation, model.device());
        } catch (IOException | RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }
}
