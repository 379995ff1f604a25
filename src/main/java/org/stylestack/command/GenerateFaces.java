package org.stylestack.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.imglib2.img.Img;
import net.imglib2.type.numeric.real.FloatType;
import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Series;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.Recipe;

/**
 * Seeds to faces, skips and layers.
 *
 * <pre>{@code
 * run("Generate Faces...", "seeds=0-7,42 psi=0.7");
 * }</pre>
 *
 * Invisible to SciJava's menus, since plugins.config makes the entry: see {@code MenuEntry}.
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Generate Faces...", headless = true, visible = false,
        description = "Generates faces, and what each layer makes of them, as image stacks.")
public final class GenerateFaces extends SeedsCommand {

    private static final String Z = "z";

    @Parameter(label = "File of z", style = CommandParameter.FILE, persist = false,
            attrs = {@Attr(name = CommandParameter.EMPTY, value = GivenFaces.NO_FILE), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "Take z from a file instead of drawing it by seeds: npy or npz of [faces, z size]; seeds are then faces of it.")
    private String z = "";

    @Parameter(label = "Mix with seeds", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Style mixing"),
                @Attr(name = CommandParameter.EMPTY, value = "no mixing")},
            description = "Seeds that take over the fine layers: one for all faces, or one for each.")
    private String mix = "";

    @Parameter(label = "From layer", min = "-1", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "-1 by chance"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "The first layer that is taken over; -1 to draw it by the seed that takes over.")
    private int mix_at = -1;

    @Parameter(label = "Noise maps", style = CommandParameter.FILE, persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Noise"),
                @Attr(name = CommandParameter.EMPTY, value = "none"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "A file of noise instead: npz or safetensors, an array for each layer (b8.conv0) or resolution (8).")
    private String noise_maps = "";

    @Parameter(label = "Outputs", choices = {"faces", "skips", "rgb", "layers", "convolutions", "latents", "styles"},
            style = CommandParameter.WORDS, persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the faces; the image so far at each resolution (skips); what each resolution adds to it (rgb);"
                    + " the maps of each layer, and before noise and activation (convolutions); z, w and w+ (latents); the styles of each layer.")
    private String outputs = "faces,skips";

    @Parameter(type = ItemIO.OUTPUT, visibility = ItemVisibility.INVISIBLE, label = "Faces")
    private Img<FloatType> faces;

    @Parameter(type = ItemIO.OUTPUT, visibility = ItemVisibility.INVISIBLE, label = "Skips by resolution")
    private Map<String, Img<FloatType>> skips;

    /** The options that these parameters spell, checked. */
    @Override
    public GenerateOptions options(Progress progress) throws IOException {
        return options(faces(progress), second(), mix_at, noise_maps);
    }

    @Override
    protected LatentSource faces(Progress progress) throws IOException {
        GivenFaces given = given();
        if (z.isBlank()) {
            return given.latents(progress);
        } else if (!given.file().isBlank()) {
            throw new IllegalArgumentException("z: a file of w gives the latents already; leave one of them out");
        }
        return new GivenFaces(given.key(), given.numbers(), Z, z, given.rng()).ofFile(LatentFiles::z, progress);
    }

    @Override
    boolean hasFile() {
        return super.hasFile() || !z.isBlank();
    }

    private Optional<LatentSource.Drawn> second() {
        return Optional.of(mix).filter(text -> !text.isBlank()).map(text -> GenerateOptions.drawn("mix", text, rng()));
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        Optional<Recipe.Mix> mixed = second().map(seeds -> new Recipe.Mix((LatentSource.Drawn) GivenFaces.first(seeds), mix_at));
        model.synthesize(GivenFaces.first(model.latents()), mixed, FIRST, sink, progress);
    }

    /** What is wanted. */
    public Set<Kind> kinds() {
        return Arrays.stream(outputs.split(",")).map(word -> constant(Kind.class, word)).collect(Collectors.toSet());
    }

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Generation generation = new Generation(options(progress), log, progress);
        results.open(Series.of(generation.generator(), kinds(), generation.samples()));
        return provenance(generation, generation.run(kinds(), results, progress));
    }

    @Override
    protected void give(Map<Output, Img<FloatType>> images) {
        faces = images.get(Output.FACES);
        skips = new LinkedHashMap<>();
        images.forEach((output, image) -> {
            if (output.kind() == Kind.SKIPS) {
                skips.put(output.name(), image);
            }
        });
    }
}
