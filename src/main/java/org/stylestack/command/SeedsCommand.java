package org.stylestack.command;

import org.scijava.plugin.Parameter;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.LatentSource;

/** A command that computes with a model from a list of seeds. */
public abstract class SeedsCommand extends ModelCommand {

    @Parameter(label = "Seeds", persist = false,
            description = "The faces: whole numbers from 0 to 4294967295, and ranges of them, like 0-7,42.")
    private String seeds;

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
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

    protected final Rng rng() {
        return constant(Rng.class, rng);
    }
}
