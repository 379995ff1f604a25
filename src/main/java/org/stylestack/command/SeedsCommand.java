package org.stylestack.command;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/** A command that computes with a model from a list of seeds. */
public abstract class SeedsCommand extends ModelCommand implements Previewed {

    /** What a preview shows of the first picture. */
    static final Set<Kind> FIRST = EnumSet.of(Kind.SKIPS, Kind.FACES);

    @Parameter(label = "Seeds", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "such as 0-7,42"),
            description = "The faces: whole numbers from 0 to 4294967295, and ranges of them, like 0-7,42.")
    private String seeds;

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "Whose random numbers the seeds stand for: numpy as in NVIDIA's programs, torch as in rosinality's.")
    private String rng = "numpy";

    SeedsCommand() {
        this("0-7");
    }

    /** @param seeds those that are meant where none are given */
    SeedsCommand(String seeds) {
        this.seeds = seeds;
    }

    /** The latents of the seeds. */
    protected final LatentSource.Drawn seeds() {
        return GenerateOptions.drawn("seeds", seeds, rng());
    }

    @Override
    public GenerateOptions options() {
        return options(seeds());
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        model.synthesize(first(seeds()), FIRST, sink, progress);
    }

    protected final Rng rng() {
        return constant(Rng.class, rng);
    }

    /** The latents of the first of some seeds. */
    static LatentSource.Drawn first(LatentSource.Drawn seeds) {
        long seed = seeds.sampleSeed(0);
        return new LatentSource.Drawn(new Seeds(List.of(new Seeds.Range(seed, seed))), seeds.rng());
    }
}
