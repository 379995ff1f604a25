package org.stylestack.command;

import ij.gui.Plot;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.analysis.Directions;
import org.stylestack.generator.Generator;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Samples;
import org.stylestack.image.Series;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.LatentSource.Drawn;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Outputs;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * Faces of two settings, of which the second differs from the first in what is given of it: another seed, truncation, noise or
 * model, or an edit of some layers.
 *
 * <pre>{@code
 * run("Compare...", "seeds=0-3 psi=0.7 psi_b=1");
 * run("Compare...", "model=first.pkl model_b=second.pkl seeds=0-31");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Compare...", headless = true, visible = false,
        description = "Compares faces of two settings, which differ in seed, truncation, noise, model, or an edit of some layers: shows"
                + " the second less the first (npy: difference, [faces, C, H, W]), and how much they differ at each resolution.")
public final class CompareSettings extends SeedsCommand {

    private static final String DIFFERENCE = "difference";
    private static final String FACES = "faces";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String RMS = "rms";
    private static final String PLOT = "plot";
    private static final String SAME = "same";

    @Parameter(label = "Second model", style = CommandParameter.FILE, persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "The second setting, where it differs"),
                @Attr(name = CommandParameter.EMPTY, value = "the first model")},
            description = "The second model's file.")
    private String model_b = "";

    @Parameter(label = "Second generator", persist = false,
            attrs = {@Attr(name = CommandParameter.EMPTY, value = "the first, or another file's moving average"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "Which generator of the second setting's file.")
    private String generator_b = "";

    @Parameter(label = "Second class", persist = false,
            attrs = {@Attr(name = CommandParameter.EMPTY, value = "the first, where the second model has classes"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "The second class, for models of several classes.")
    private String class_b = "";

    @Parameter(label = "Second seeds", persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = "the same, or all of a second file"),
            description = "The second faces: as many seeds as the first, or one for all." + GivenFaces.ROWS_HELP)
    private String seeds_b = "";

    @Parameter(label = "Second file of w", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = "the second seeds, or the first faces"),
            description = "Take the second faces' w from a file, which may be the first's.")
    private String w_b = "";

    @Parameter(label = "Second truncation psi", persist = false, attrs = @Attr(name = CommandParameter.EMPTY, value = "the first"),
            description = "The second truncation, a number.")
    private String psi_b = "";

    @Parameter(label = "Second noise", choices = {SAME, "constant", "random", "none"}, persist = false,
            description = "The second noise of the layers.")
    private String noise_b = SAME;

    @Parameter(label = "Second noise seed", min = "-1", max = "4294967295", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "-1 for the first"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "The second seed by which random noise is drawn; -1 for the first.")
    private long noise_seed_b = -1;

    @Parameter(label = "Mix with seeds", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "An edit of the second's layers"), @Attr(name = CommandParameter.EMPTY, value = "no mixing")},
            description = "Seeds whose styles some layers take: one for all faces, or one for each.")
    private String mix = "";

    @Parameter(label = "Directions", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = "none"),
            description = "A file of directions, along one of which some layers move.")
    private String directions = "";

    @Parameter(label = "Component", min = "0", persist = false, description = "Which of the file's directions, from 0 on.")
    private int component;

    @Parameter(label = "Strength", persist = false,
            description = "How far: in standard deviations along a principal component, in lengths of the vector along other directions.")
    private double strength = 1;

    @Parameter(label = "Layers", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "such as 0-7"), @Attr(name = CommandParameter.EMPTY, value = "all")},
            description = "Which layers of w+ are edited, from 0 on, like 0-7; or coarse, middle, fine.")
    private String layers = "";

    @Parameter(label = "Outputs", choices = {DIFFERENCE, FACES, RMS, PLOT}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the second faces less the first; both faces; a table of the root mean square and the largest"
                    + " difference of the image so far (skips) and of what each resolution adds (rgb), by face and resolution (rms); their"
                    + " plot over all faces.")
    private String outputs = "difference,rms,plot";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        LatentSource secondGiven = seeds_b.isBlank() && w_b.isBlank() ? faces(progress)
                : new GivenFaces("seeds_b", seeds_b, "w_b", w_b, rng()).latents(progress);
        Generation generation = new Generation(options(progress), log, progress);
        Generation other = other(generation, secondGiven, log, progress);
        Samples first = generation.samples();
        Samples second = other.samples();
        requireAsMany(seeds_b.isBlank() ? "w_b" : "seeds_b", second.latents(), first.latents());
        Set<Output> images = Comparison.images(generation.generator(), other.generator(), first.latents());
        Comparison comparison = new Comparison(first, second, edit(other.generator(), first.latents(), progress), images);
        if (hasOneModel() && comparison.edit().isEmpty() && other.options().equals(generation.options())) {
            log.warn("The second setting is the first: give it another seed, truncation, noise, model or edit");
        }
        results.open(series(generation, other));
        Optional<ResultsTable> table = wants(RMS) ? Optional.of(results.table(RMS)) : Optional.empty();
        Optional<Plot> plot = wants(PLOT) ? Optional.of(results.plot(PLOT, "Resolution", "RMS")) : Optional.empty();
        String device = generation.run((model, sink) -> {
            if (hasOneModel()) {
                compare(comparison, model, model.with(other, progress), table, plot, sink, progress);
            } else {
                other.runHere((otherModel, watched) -> compare(comparison, model, otherModel, table, plot, watched, progress), sink, progress);
            }
        }, results, progress);
        return provenance(generation, device);
    }

    private static void requireAsMany(String key, LatentSource given, LatentSource faces) {
        if (given.count() != 1 && given.count() != faces.count()) {
            String what = given instanceof Drawn ? " seeds" : " faces of the file";
            throw new IllegalArgumentException(key + ": " + given.count() + what + " do not fit the " + faces.count()
                    + " faces; give as many, or one");
        }
    }

    private boolean hasOneModel() {
        return model_b.isBlank() && generator_b.isBlank();
    }

    private Generation other(Generation generation, LatentSource latents, Log log, Progress progress) throws IOException {
        GenerateOptions first = generation.options();
        try {
            if (hasOneModel()) {
                return generation.with(second(first, latents, class_b.isBlank() ? first.classLabel() : class_b, secondPsi()), progress);
            }
            // What needs no class, until it is known whether the model has some.
            Generation other = new Generation(second(first, new LatentSource.W(new float[0], 1), "", 1), log, progress);
            boolean hasClasses = other.generator().mapping().classes() > 0;
            if (class_b.isBlank() && !first.classLabel().isBlank() && !hasClasses) {
                log.info("The second model has no classes; the class " + first.classLabel() + " is of the first alone");
            }
            String inherited = hasClasses ? first.classLabel() : "";
            return other.with(second(first, latents, class_b.isBlank() ? inherited : class_b, secondPsi()), progress);
        } catch (IllegalArgumentException e) {
            // The second's parameters bear the names of the first's, but for their ends.
            throw new IllegalArgumentException(e.getMessage().replaceFirst("^(class|generator): ", "$1_b: ").replaceFirst("^w: ", "model_b: "), e);
        }
    }

    private GenerateOptions second(GenerateOptions first, LatentSource latents, String label, double psi) {
        return new GenerateOptions(model_b.isBlank() ? first.model() : model_b, hasOneModel() ? first.generator() : generator_b, label, latents,
                psi, first.cutoff(), first.meanSamples(), first.meanSeed(), Optional.empty(), -1,
                noise_b.equals(SAME) ? first.noise() : constant(NoiseMode.class, noise_b),
                noise_seed_b < 0 ? first.noiseSeed() : noise_seed_b, "", first.device(), first.fallback(), first.precision(), first.batch());
    }

    private double secondPsi() {
        try {
            double second = psi_b.isBlank() ? psi() : Double.parseDouble(psi_b.strip());
            if (Double.isFinite(second)) {
                return second;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("psi_b: \"" + psi_b + "\" is not allowed; give a number, or nothing for the first");
    }

    private Optional<LayerEdit> edit(Generator generator, LatentSource faces, Progress progress) throws IOException {
        if (mix.isBlank() && directions.isBlank()) {
            if (!layers.isBlank()) {
                throw new IllegalArgumentException("layers: nothing edits them; give seeds to mix with, or directions, or leave them out");
            }
            return Optional.empty();
        }
        Optional<Drawn> mixed = Optional.of(mix).filter(text -> !text.isBlank()).map(text -> GenerateOptions.drawn("mix", text, rng()));
        mixed.ifPresent(given -> requireAsMany("mix", given, faces));
        Optional<float[]> step = Optional.empty();
        if (!directions.isBlank()) {
            float[] one = GivenFile.read("directions", directions, progress, (file, share) -> Directions.read(file, generator.wSize(), share))
                    .step(component);
            for (int k = 0; k < one.length; k++) {
                one[k] *= (float) strength;
            }
            step = Optional.of(one);
        }
        return Optional.of(new LayerEdit(mixed, step, StyleLayers.parseOrAll("layers", layers, generator.latentCount())));
    }

    private List<Series> series(Generation generation, Generation other) {
        Generator generator = generation.generator();
        Samples first = generation.samples();
        Samples given = other.samples();
        Labels second = Labels.of(first.count(), index -> given.label(given.count() == 1 ? 0 : index), first::fileName);
        List<Series> series = new ArrayList<>();
        if (wants(DIFFERENCE)) {
            Labels labels = Labels.of(first.count(), index -> first.label(index).equals(second.label(index))
                    ? first.label(index) : second.label(index) + " - " + first.label(index), first::fileName);
            series.add(new Series(Output.measured(DIFFERENCE), new Shape(1, generator.imageChannels(), generator.resolution(),
                    generator.resolution()), labels, generator.resolution()));
        }
        if (wants(FACES)) {
            series.add(Series.pictures(generator, FIRST, first));
            series.add(Series.pictures(generator, SECOND, second));
        }
        return series;
    }

    private boolean wants(String output) {
        return List.of(outputs.split(",")).contains(output);
    }

    private void compare(Comparison comparison, OpenModel model, OpenModel other, Optional<ResultsTable> table, Optional<Plot> plot,
            OutputSink sink, Progress progress) throws IOException {
        ResolutionDifferences differences = comparison.compute(model, other, progress,
                (index, first, second) -> emit(sink, index, model.generator(), first, second));
        table.ifPresent(differences::write);
        plot.ifPresent(differences::draw);
    }

    private void emit(OutputSink sink, long index, Generator generator, float[] first, float[] second) throws IOException {
        Shape one = new Shape(1, generator.imageChannels(), generator.resolution(), generator.resolution());
        if (wants(DIFFERENCE)) {
            float[] difference = new float[first.length];
            for (int k = 0; k < difference.length; k++) {
                difference[k] = second[k] - first[k];
            }
            sink.accept(Output.measured(DIFFERENCE), index, one, difference);
        }
        if (wants(FACES)) {
            sink.accept(Output.pictures(FIRST), index, one, first);
            sink.accept(Output.pictures(SECOND), index, one, second);
        }
    }
}
