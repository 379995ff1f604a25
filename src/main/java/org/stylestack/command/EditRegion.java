package org.stylestack.command;

import ij.gui.Roi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.analysis.LayerNames;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.RegionMask;
import org.stylestack.image.Results;
import org.stylestack.image.Samples;
import org.stylestack.image.Series;
import org.stylestack.latent.Rng;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource.Drawn;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.RegionBlend;
import org.stylestack.synthesis.RegionPairs;

/**
 * Faces with another's features inside a region. Both are synthesised side by side; after each of the chosen layers the face's
 * map x becomes {@code x·(1 − m) + x'·m} of the other's x', where m is the region at the layer's resolution, as
 * {@link RegionMask#at} makes it.
 *
 * <pre>{@code
 * run("Generate Faces...", "seeds=0"); makeOval(16, 24, 32, 16);
 * run("Region Edit...", "second=7 layers=b4-b16 feather=2");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Region Edit...", headless = true, visible = false,
        description = "Gives a face another's features inside a region that is drawn on it, feathered in every layer.")
public final class EditRegion extends ModelCommand {

    private static final String EDITED = "edited";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String MASK = "mask";

    @Parameter(label = "Seeds of the faces", persist = false,
            description = "The faces to edit: whole numbers and ranges, like 0-3,42; empty for the face that the active window's"
                    + " slice shows, with its model, truncation and noise.")
    private String seeds = "";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            description = "Whose random numbers the seeds stand for: numpy as in NVIDIA's programs, torch as in rosinality's.")
    private String rng = "numpy";

    @Parameter(label = "Seeds inside the region", persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Region"),
            description = "Whose features the region gets: one seed for all faces, or one for each.")
    private String second = "1";

    @Parameter(label = "Region", style = CommandParameter.FILE, persist = false,
            description = "Where, in pixels of the face: a .roi file of ImageJ's, or x,y,width,height; empty for the selection in"
                    + " the active window.")
    private String roi = "";

    @Parameter(label = "Layers", persist = false,
            description = "After which layers the maps are blended: like b4-b16, b32 conv1 or torgb; * for all.")
    private String layers = "*";

    @Parameter(label = "Feather", min = "0", persist = false,
            description = "The standard deviation of the Gaussian that softens the region's edge, in pixels of the face.")
    private double feather = 4;

    @Parameter(label = "Outputs", choices = {EDITED, "sources", MASK}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the edited faces; both faces as they were (sources); how much of the second each pixel gets"
                    + " (mask).")
    private String outputs = "edited,sources,mask";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        if (seeds.isBlank()) {
            take(ActiveWindow.get("seeds").face());
        }
        Drawn faces = GenerateOptions.drawn("seeds", seeds, constant(Rng.class, rng));
        Drawn seconds = GenerateOptions.drawn(SECOND, second, constant(Rng.class, rng));
        if (seconds.count() != 1 && seconds.count() != faces.count()) {
            throw new IllegalArgumentException("second: " + seconds.count() + " seeds do not fit " + faces.count()
                    + " faces; give as many, or one");
        }
        Generation generation = new Generation(options(faces), log);
        Generator generator = generation.generator();
        List<String> names = generator.layers().stream().map(ConvolutionParameters::name).toList();
        Set<String> blended = Set.copyOf(LayerNames.choose("layers", layers, names));
        RegionMask mask = RegionMask.of(region(generator.resolution()), generator.resolution());
        Map<Integer, float[]> masks = new HashMap<>();
        for (SynthesisBlock block : generator.blocks()) {
            masks.put(block.resolution(), mask.at(block.resolution(), feather));
        }
        results.open(series(generator, faces, seconds));
        String device = generation.run((model, sink) -> {
            if (wants("sources")) {
                model.pictures(FIRST, faces, sink, progress.part(0, 1 / 3.0));
            }
            RegionPairs pairs = new RegionPairs(model.wPlus(faces), seedNumbers(faces), model.wPlus(seconds), seedNumbers(seconds));
            try (RegionBlend blend = new RegionBlend(model.layers(), blended, masks)) {
                model.synthesize(pairs, Set.of(Kind.FACES), blend, parted(sink, seconds.count()),
                        progress.part(wants("sources") ? 1 / 3.0 : 0, 1));
            }
            if (wants(MASK)) {
                int size = generator.resolution();
                sink.accept(Output.measured(MASK), 0, new Shape(1, 1, size, size), masks.get(size).clone());
            }
        }, results, progress);
        return provenance(generation, device);
    }

    private boolean wants(String output) {
        return List.of(outputs.split(",")).contains(output);
    }

    /** Makes the values of an image's recipe this command's own, so that they are recorded as if they had been given. */
    private void take(Map<String, String> face) {
        for (String other : List.of("noise_maps", "w", "z")) {
            if (!face.getOrDefault(other, "").isBlank()) {
                throw new IllegalArgumentException("seeds: the active window was made with " + other + "=" + face.get(other)
                        + ", which Region Edit... does not take; give seeds");
            }
        }
        CommandDeclaration declaration = CommandDeclaration.of(getClass());
        for (String key : List.of("seeds", "rng", "model", "generator", "class", "psi", "cutoff", "mean_samples", "mean_seed", "noise",
                "noise_seed")) {
            if (face.containsKey(key)) {
                declaration.parameter(key).set(this, face.get(key));
            }
        }
    }

    private Roi region(int resolution) throws IOException {
        Roi region = roi.isBlank() ? ActiveWindow.get("roi").region(resolution) : RegionText.parse("roi", roi);
        roi = RegionText.of(region);
        return region;
    }

    private List<Series> series(Generator generator, Drawn faces, Drawn seconds) {
        List<Series> series = new ArrayList<>();
        if (wants(EDITED)) {
            series.add(Series.pictures(generator, EDITED, pairs(faces, seconds)));
        }
        if (wants("sources")) {
            series.add(Series.pictures(generator, FIRST, new Samples(faces, Optional.empty(), psi())));
            series.add(Series.pictures(generator, SECOND, new Samples(seconds, Optional.empty(), psi())));
        }
        if (wants(MASK)) {
            int size = generator.resolution();
            series.add(new Series(Output.measured(MASK), new Shape(1, 1, size, size), Labels.of(1, index -> MASK, index -> MASK), size));
        }
        return series;
    }

    private Labels pairs(Drawn faces, Drawn seconds) {
        return Labels.of(faces.count(),
                index -> truncated("seed " + faces.sampleSeed(index) + " region of " + secondOf(seconds, index)),
                index -> "seed%04d-region%04d".formatted(faces.sampleSeed(index), secondOf(seconds, index)));
    }

    private static long secondOf(Drawn seconds, long index) {
        return seconds.sampleSeed(seconds.count() == 1 ? 0 : index);
    }

    private static long[] seedNumbers(Drawn seeds) {
        return LongStream.range(0, seeds.count()).map(seeds::sampleSeed).toArray();
    }

    /** Of the pairs, the edited faces, and the others once each. */
    private OutputSink parted(OutputSink sink, long seconds) {
        return (output, first, shape, values) -> {
            Shape one = new Shape(1, shape.c(), shape.h(), shape.w());
            int size = (int) one.count();
            for (int n = 0; n < shape.n(); n++) {
                long pair = (first + n) / 2;
                boolean isEdited = (first + n) % 2 == 0;
                if (isEdited ? wants(EDITED) : wants("sources") && pair < seconds) {
                    sink.accept(Output.pictures(isEdited ? EDITED : SECOND), pair, one,
                            Arrays.copyOfRange(values, n * size, (n + 1) * size));
                }
            }
        };
    }
}
