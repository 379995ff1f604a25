package org.stylestack.command;

import java.io.IOException;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;
import org.stylestack.image.PictureStack;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Series;
import org.stylestack.latent.Seeds;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Progress;

/**
 * Faces of very many seeds, each computed when it is looked at. ImageJ counts slices by 31 bits, so that two such stacks hold
 * all 2³² seeds but the last four.
 *
 * <pre>{@code
 * run("Endless Stack...", "seeds=2147483646-4294967291 psi=0.7"); setSlice(1000000);
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Endless Stack...", headless = true, visible = false,
        description = "Opens a stack of up to 2147483646 seeds, whose faces are computed when they are looked at, and kept: of all"
                + " from 0 on, unless others are given. The device is held until the window closes.")
public final class EndlessStack extends SeedsCommand {

    private static final String NAME = "endless";

    /** Of all seeds that a window holds. */
    public EndlessStack() {
        super("0-" + (PictureStack.MOST_SLICES - 1));
    }

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Generation generation = new Generation(options(progress), log, progress);
        LatentSource faces = generation.options().latents();
        int channels = generation.generator().imageChannels();
        long most = PictureStack.MOST_SLICES / (channels == 3 ? 1 : channels);
        if (faces.count() > most) {
            throw new IllegalArgumentException("seeds: " + faces.count() + " are more than the " + most
                    + " that a window holds; open 0-" + (most - 1) + ", and " + most + "-" + Math.min(Seeds.LARGEST, 2 * most - 1)
                    + " beside it");
        }
        Series series = Series.pictures(generation.generator(), NAME, generation.samples());
        return view(generation, series, model -> faces, results, progress);
    }
}
