package org.stylestack.command;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.analysis.DirectionSeries;
import org.stylestack.analysis.Directions;
import org.stylestack.analysis.Strengths;
import org.stylestack.generator.Generator;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Samples;
import org.stylestack.image.Series;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * Faces moved along a direction: {@code w+ + strength · direction} at some layers, after truncation, so that a strength means the
 * same whatever psi is.
 *
 * <pre>{@code
 * run("Edit Along Direction...", "seeds=0-3 directions=pca.safetensors component=0 strength=-3:3:7 layers=0-7");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Edit Along Direction...", headless = true, visible = false,
        description = "Moves faces along a direction in w, as Directions... finds them, and shows each in several strengths.")
public final class EditDirection extends SeedsCommand {

    private static final String EDIT = "edit";

    @Parameter(label = "Directions", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Direction"),
            description = "A file of directions: what Directions... writes, what rosinality's closed_form_factorization.py"
                    + " saves, or one array, [directions, w size], as npy or safetensors.")
    private String directions = "";

    @Parameter(label = "Component", min = "0", persist = false, description = "Which of the file's directions, from 0 on.")
    private int component;

    @Parameter(label = "Strength", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "from:to:count, or a list"),
            description = "How far: -3:3:7 for seven strengths from -3 to 3, or a list like -3,0,3; in standard deviations"
                    + " along a principal component, in lengths of the vector along other directions.")
    private String strength = "-3:3:7";

    @Parameter(label = "Layers", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "such as 0-7"), @Attr(name = CommandParameter.EMPTY, value = "all")},
            description = "Which layers of w+ move, from 0 on, like 0-7; or coarse, middle, fine.")
    private String layers = "";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        double[] strengths = Strengths.parse("strength", strength);
        Generation generation = new Generation(options(progress), log, progress);
        LatentSource faces = generation.options().latents();
        Generator generator = generation.generator();
        float[] step = step(generator, progress);
        BitSet moved = StyleLayers.parseOrAll("layers", layers, generator.latentCount());
        results.open(List.of(Series.pictures(generator, EDIT, labels(generation.samples(), strengths))));
        String device = generation.run((model, sink) -> model.pictures(EDIT,
                new DirectionSeries(model.wPlus(faces), faces.sampleSeeds(), step, strengths, moved), sink, progress), results, progress);
        return provenance(generation, device);
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        LatentSource face = GivenFaces.first(model.latents());
        double[] strengths = {Strengths.parse("strength", strength)[0]};
        BitSet moved = StyleLayers.parseOrAll("layers", layers, model.generator().latentCount());
        model.synthesize(new DirectionSeries(model.wPlus(face), face.sampleSeeds(), step(model.generator(), progress), strengths, moved), FIRST,
                sink, progress);
    }

    private float[] step(Generator generator, Progress progress) throws IOException {
        if (directions.isBlank()) {
            throw new IllegalArgumentException("directions: no file is named; make one by Directions..., or give one that is"
                    + " there");
        }
        return GivenFile.read("directions", directions, progress, (file, share) -> Directions.read(file, generator.wSize(), share))
                .step(component);
    }

    private Labels labels(Samples faces, double[] strengths) {
        int each = strengths.length;
        return Labels.of(faces.count() * each,
                index -> truncated(faces.name(index / each) + " component " + component + " strength "
                        + Samples.number(strengths[(int) (index % each)])),
                index -> "%s-component%d-strength%s".formatted(faces.fileName(index / each), component,
                        Samples.number(strengths[(int) (index % each)])));
    }
}
