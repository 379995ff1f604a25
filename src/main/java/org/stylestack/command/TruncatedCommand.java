package org.stylestack.command;

import java.util.Optional;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.stylestack.image.Samples;
import org.stylestack.synthesis.LatentSource;

/** A command that makes faces, and how truncated they are. */
public abstract class TruncatedCommand extends DeviceCommand {

    @Parameter(label = "Truncation psi", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Truncation"),
                @Attr(name = CommandParameter.HINT, value = "1 for none, 0.7 is usual")},
            description = "1 leaves faces as they are; nearer to 0 they are nearer to the mean face; below 0 they are opposites.")
    private double psi = 1;

    @Parameter(label = "Truncated layers", min = "-1", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "layers, -1 for all"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "How many layers are truncated, from the coarsest on; -1 for all.")
    private int cutoff = -1;

    @Parameter(label = "Mean over samples", min = "0", max = "10000000", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "samples, 0 for the model's own mean"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "How many samples' mean is the centre of truncation; 0 for the mean that comes with the model.")
    private int mean_samples;

    @Parameter(label = "Mean seed", min = "0", max = "4294967295", persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "The seed by which those samples are drawn.")
    private long mean_seed;

    final GenerateOptions options(LatentSource latents, Optional<LatentSource.Drawn> mix, int mixAt, NoiseMode noise, long noiseSeed,
            String noiseMaps, int batch) {
        return options(latents, psi, cutoff, mean_samples, mean_seed, mix, mixAt, noise, noiseSeed, noiseMaps, batch);
    }

    protected final double psi() {
        return psi;
    }

    /** A slice's label with the truncation, as all have it. */
    protected final String truncated(String label) {
        return label + " psi " + Samples.number(psi);
    }
}
