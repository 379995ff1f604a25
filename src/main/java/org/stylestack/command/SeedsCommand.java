package org.stylestack.command;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/** A command that computes with a model from a list of seeds, or from a file of w. */
public abstract class SeedsCommand extends ModelCommand implements Previewed {

    /** What a preview shows of the first picture. */
    static final Set<Kind> FIRST = EnumSet.of(Kind.SKIPS, Kind.FACES);

    private final String usual;

    @Parameter(label = "Seeds", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "such as 0-7,42"),
            description = "The faces: whole numbers from 0 to 4294967295, and ranges of them, like 0-7,42." + GivenFaces.ROWS_HELP)
    private String seeds = "";

    @Parameter(label = "File of w", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = GivenFaces.NO_FILE), description = GivenFaces.FILE_HELP)
    private String w = "";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"), description = GivenFaces.RNG_HELP)
    private String rng = "numpy";

    SeedsCommand() {
        this("0-7");
    }

    /** @param usual seeds that are meant where neither these nor a file are given; empty for none */
    SeedsCommand(String usual) {
        this.usual = usual;
    }

    @Override
    String standsFor(String key) {
        return key.equals("seeds") ? usual + GivenFaces.OR_ALL : "";
    }

    /** The latents that are asked for. */
    protected LatentSource faces(Progress progress) throws IOException {
        return given().latents(progress);
    }

    /** Usual seeds become the parameter's value, so that they are recorded as if they had been given. */
    final GivenFaces given() {
        if (seeds.isBlank() && !hasFile()) {
            seeds = usual;
        }
        return new GivenFaces("seeds", seeds, "w", w, rng());
    }

    /** Whether the faces are those of a file. */
    boolean hasFile() {
        return !w.isBlank();
    }

    @Override
    public GenerateOptions options(Progress progress) throws IOException {
        return options(faces(progress));
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        model.synthesize(GivenFaces.first(model.latents()), FIRST, sink, progress);
    }

    protected final Rng rng() {
        return constant(Rng.class, rng);
    }
}
