package org.stylestack.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Series;
import org.stylestack.latent.Curve;
import org.stylestack.latent.Walk;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.LatentSource.OfFile;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * Faces on the way from one to the next.
 *
 * <pre>{@code
 * run("Latent Walk...", "seeds=0,1,2 frames=10000 looped virtual");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Latent Walk...", headless = true, visible = false,
        description = "Walks from face to face in equal steps, with the noise held.")
public final class WalkLatents extends SeedsCommand {

    private static final String NAME = "walk";

    @Parameter(label = "Frames", min = "1", max = "100000000", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Walk"), @Attr(name = CommandParameter.HINT, value = "in all")},
            description = "How many there are in all, from the first face to the last; looped, to just before the first again.")
    private int frames = 60;

    @Parameter(label = "Space", choices = {"z", "w"}, persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "of seeds; with a file of w it is w"),
            description = "Where the walk goes: through z, on arcs of the sphere; or through w, on the curve, as it always does with a file"
                    + " of w.")
    private String space = "z";

    @Parameter(label = "Curve in w", choices = {"linear", "cubic"}, persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "cubic for one without corners"),
            description = "linear for straight lines from w to w; cubic for a spline through all w (Catmull-Rom), without corners.")
    private String curve = "linear";

    @Parameter(label = "Looped", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "back to the first face"),
            description = "Whether the walk goes on from the last face to the first.")
    private boolean looped;

    @Parameter(label = "Virtual", style = CommandParameter.WINDOW, persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Outputs"), @Attr(name = CommandParameter.HINT, value = "frames are computed when they are looked at")},
            description = "Whether frames are computed when they are looked at, so that any number opens at once; the device is"
                    + " held until the window closes.")
    private boolean virtual;

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Generation generation = new Generation(options(progress), log, progress);
        LatentSource latents = generation.options().latents();
        if (latents.count() < 2) {
            String key = latents instanceof OfFile given && given.rows().isEmpty() ? given.keys().file() : "seeds";
            throw new IllegalArgumentException(key + ": a walk goes from one face to another; give two or more");
        }
        if (frames < latents.count()) {
            log.warn("The walk goes past faces without showing them: there are " + latents.count() + " faces, but " + frames
                    + (frames == 1 ? " frame" : " frames") + "; give as many frames as faces, or more");
        }
        Labels labels = Labels.of(frames, index -> truncated("frame " + index), "frame%04d"::formatted);
        Series series = Series.pictures(generation.generator(), NAME, labels);
        if (virtual) {
            return view(generation, series, model -> walk(model, latents), results, progress);
        }
        results.open(List.of(series));
        return provenance(generation, generation.run(
                (model, sink) -> model.pictures(NAME, walk(model, latents), sink, progress), results, progress));
    }

    /** Without {@code virtual}, which is not about the pictures. */
    @Override
    Map<String, String> recipe() {
        Map<String, String> recipe = super.recipe();
        recipe.remove("virtual");
        return recipe;
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        Frames all = walk(model, model.latents());
        model.synthesize(new Frames(all.noiseOf(), 1, all.way()), FIRST, sink, progress);
    }

    private Frames walk(OpenModel model, LatentSource latents) throws IOException {
        if (latents instanceof LatentSource.Drawn seeds && space.equals("z")) {
            int size = model.generator().zSize();
            Walk walk = new Walk(model.z(seeds), size, Curve.SPHERICAL, looped, frames);
            return new Frames(latents.sampleSeed(0), frames,
                    (first, batch) -> model.wPlus(new LatentSource.Z(walk.at(first, batch), size)));
        }
        int size = model.generator().latentCount() * model.generator().wSize();
        Walk walk = new Walk(model.wPlus(latents), size, constant(Curve.class, curve), looped, frames);
        return new Frames(latents.sampleSeed(0), frames, walk::at);
    }

    private interface Way {
        float[] at(long first, int batch) throws IOException;
    }

    /** All have the random noise of the first. */
    private record Frames(long noiseOf, long count, Way way) implements LatentSource.Computed {

        @Override
        public float[] wPlus(long first, int batch) throws IOException {
            return way.at(first, batch);
        }

        @Override
        public long sampleSeed(long index) {
            return noiseOf;
        }
    }
}
