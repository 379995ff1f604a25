package org.stylestack.imagej.explore;

import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;
import org.stylestack.command.GenerateOptions;
import org.stylestack.command.GivenFile;
import org.stylestack.command.Generation;
import org.stylestack.command.Log;
import org.stylestack.command.ModelCommand;
import org.stylestack.command.OpenModel;
import org.stylestack.explore.ExploredModel;
import org.stylestack.explore.Settings;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Series;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Progress;

/**
 * A face that follows the hand, in a window; or, without it, one face of the window's settings.
 *
 * <pre>{@code
 * run("Explore...", "face=42 psi=0.7");
 * run("Explore...", "face=42.25,0.5 psi=0.7 window=false");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Explore...", headless = true, visible = false,
        description = "Opens a window in which a face follows the hand: across the plane of seeds, by truncation, mixing, noise and"
                + " directions.")
public final class Explore extends ModelCommand {

    private static final String FACE = "face";

    @Parameter(label = "Face", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "a seed, or a point such as 42.25,0.5"),
            description = "Where to begin: a seed, like 42, or a column and a row on the plane of seeds, like 42.25,0.5; between"
                    + " seeds w is blended of the four around.")
    private String face = "0";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false, attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "Whose random numbers the seeds stand for: numpy as in NVIDIA's programs, torch as in rosinality's.")
    private String rng = "numpy";

    @Parameter(label = "Mix with seed", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Style mixing"),
                @Attr(name = CommandParameter.EMPTY, value = "no mixing"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "A seed that takes over some layers.")
    private String mix = "";

    @Parameter(label = "At layers", persist = false, attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "Which layers of w+ it takes over, from 0 on, like 3-7 or 0-2,5; or coarse, middle, fine.")
    private String mix_layers = "coarse";

    @Parameter(label = "Noise strength", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Noise"),
                @Attr(name = CommandParameter.RARE, value = "true")},
            description = "What the layers' own strengths of noise are multiplied by.")
    private double noise_strength = 1;

    @Parameter(label = "Directions", style = CommandParameter.FILE, persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Directions"),
                @Attr(name = CommandParameter.EMPTY, value = "none"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "A file of directions, as Directions... writes it.")
    private String directions = "";

    @Parameter(label = "Strengths", persist = false, attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "How far the face moves along which components: 0:1.5,3:-2 for component 0 by 1.5 and 3 by -2.")
    private String strengths = "";

    @Parameter(label = "Moved layers", persist = false,
            attrs = {@Attr(name = CommandParameter.EMPTY, value = "all"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "Which layers of w+ move, from 0 on, like 0-7; or coarse, middle, fine.")
    private String edit_layers = "";

    @Parameter(label = "Window", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Outputs"),
                @Attr(name = CommandParameter.RARE, value = "true")},
            description = "Whether the window opens; false makes a picture of the face instead, as in macros that the window records.")
    private boolean window = true;

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        if (window && GraphicsEnvironment.isHeadless()) {
            throw new IllegalArgumentException("window: Explore... needs a display for its window, and there is none; give"
                    + " window=false to get the face as a picture");
        }
        CommandDeclaration declaration = CommandDeclaration.of(Explore.class);
        Map<String, String> values = declaration.values(this);
        Generation generation = new Generation(options(GenerateOptions.drawn("face", "0", constant(Rng.class, rng))), log, progress);
        Settings settings = directions.isBlank() ? Settings.parse(values, generation.generator())
                : GivenFile.read("reading directions", progress, share -> Settings.parse(values, generation.generator()));
        if (window) {
            OpenModel model = generation.open(progress);
            try {
                Provenance provenance = provenance(generation, model.device());
                ExploreWindow.open(new ExploredModel(model, constant(Rng.class, rng), progress), settings, new Recipes(generation, values));
                return provenance;
            } catch (IOException | RuntimeException | Error e) {
                model.close();
                throw e;
            }
        }
        Labels labels = Labels.of(1, index -> settings.label(), index -> settings.label().replaceAll("[ :]", "-"));
        results.open(List.of(Series.pictures(generation.generator(), FACE, labels)));
        return provenance(generation, generation.run((model, sink) -> {
            // The caller closes the model.
            ExploredModel explored = new ExploredModel(model, constant(Rng.class, rng), progress);
            explored.synthesize(settings, Output.FACES::equals,
                    (output, first, shape, pixels) -> sink.accept(Output.pictures(FACE), first, shape, pixels), progress);
        }, results, progress));
    }
}
