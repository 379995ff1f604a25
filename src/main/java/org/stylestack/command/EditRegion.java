package org.stylestack.command;

import ij.gui.Roi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
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
        description = "Gives a face another's features inside a region that is drawn on it, feathered in every layer. Without seeds it edits the"
                + " face that the active window's slice shows, with its model, truncation and noise.")
public final class EditRegion extends SeedsCommand {

    private static final String EDITED = "edited";
    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String MASK = "mask";

    @Parameter(label = "Seeds inside the region", persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Region"),
            description = "Whose features the region gets: one seed for all faces, or one for each.")
    private String second = "1";

    @Parameter(label = "Region", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = "the selection in the active window"),
            description = "Where, in pixels of the face: a .roi file of ImageJ's, or x,y,width,height.")
    private String roi = "";

    @Parameter(label = "Layers", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "such as b4-b16, torgb"),
            description = "After which layers the maps are blended: like b4-b16, b32 conv1 or torgb; * for all.")
    private String layers = "*";

    @Parameter(label = "Feather", min = "0", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "pixels"),
            description = "The standard deviation of the Gaussian that softens the region's edge, in pixels of the face.")
    private double feather = 4;

    @Parameter(label = "Outputs", choices = {EDITED, "sources", MASK}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the edited faces; both faces as they were (sources); how much of the second each pixel gets"
                    + " (mask).")
    private String outputs = "edited,sources,mask";

    /** Without seeds that are meant where none are given. */
    public EditRegion() {
        super("");
    }

    @Override
    String standsFor(String key) {
        return key.equals("seeds") ? "the face of the active window" + GivenFaces.OR_ALL : "";
    }

    /** The face of the active window where none is named. */
    @Override
    public GenerateOptions options(Progress progress) throws IOException {
        if (given().numbers().isBlank() && !hasFile()) {
            take(ActiveWindow.get("seeds").face());
        }
        return super.options(progress);
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        LatentSource face = GivenFaces.first(model.latents());
        LatentSource other = GivenFaces.first(GenerateOptions.drawn(SECOND, second, rng()));
        RegionPairs pair = new RegionPairs(model.wPlus(face), face.sampleSeeds(), model.wPlus(other), other.sampleSeeds());
        try (RegionBlend blend = new RegionBlend(model.layers(), blended(model.generator()), masks(model.generator(), progress))) {
            model.synthesize(pair, SeedsCommand.FIRST, blend, (output, first, shape, values) -> {
                Shape one = new Shape(1, shape.c(), shape.h(), shape.w());
                sink.accept(output, 0, one, Arrays.copyOf(values, (int) one.count()));
            }, progress);
        }
    }

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Drawn seconds = GenerateOptions.drawn(SECOND, second, rng());
        Generation generation = new Generation(options(progress), log, progress);
        LatentSource faces = generation.options().latents();
        if (seconds.count() != 1 && seconds.count() != faces.count()) {
            throw new IllegalArgumentException("second: " + seconds.count() + " seeds do not fit " + faces.count()
                    + " faces; give as many, or one");
        }
        Generator generator = generation.generator();
        Set<String> blended = blended(generator);
        Map<Integer, float[]> masks = masks(generator, progress);
        results.open(series(generation, seconds));
        String device = generation.run((model, sink) -> {
            if (wants("sources")) {
                model.pictures(FIRST, faces, sink, progress.part(0, 1 / 3.0));
            }
            RegionPairs pairs = new RegionPairs(model.wPlus(faces), faces.sampleSeeds(), model.wPlus(seconds), seconds.sampleSeeds());
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

    /** The region at each resolution. */
    private Map<Integer, float[]> masks(Generator generator, Progress progress) throws IOException {
        RegionMask mask = RegionMask.of(region(generator.resolution(), progress), generator.resolution());
        Map<Integer, float[]> masks = new HashMap<>();
        for (SynthesisBlock block : generator.blocks()) {
            masks.put(block.resolution(), mask.at(block.resolution(), feather));
        }
        return masks;
    }

    private Set<String> blended(Generator generator) {
        return Set.copyOf(LayerNames.choose("layers", layers, generator.layers().stream().map(ConvolutionParameters::name).toList()));
    }

    private boolean wants(String output) {
        return List.of(outputs.split(",")).contains(output);
    }

    /** Makes the values of an image's recipe this command's own, so that they are recorded as if they had been given. */
    private void take(Map<String, String> face) {
        for (String other : List.of("noise_maps", "z")) {
            if (!face.getOrDefault(other, "").isBlank()) {
                throw new IllegalArgumentException("seeds: the active window was made with " + other + "=" + face.get(other)
                        + ", which Region Edit... does not take; give seeds");
            }
        }
        CommandDeclaration declaration = CommandDeclaration.of(getClass());
        for (String key : List.of("seeds", "w", "rng", "model", "generator", "class", "psi", "cutoff", "mean_samples", "mean_seed", "noise",
                "noise_seed")) {
            if (face.containsKey(key)) {
                declaration.parameter(key).set(this, face.get(key));
            }
        }
    }

    private Roi region(int resolution, Progress progress) throws IOException {
        Roi region = roi.isBlank() ? ActiveWindow.get("roi").region(resolution) : RegionText.parse("roi", roi, progress);
        roi = RegionText.of(region);
        return region;
    }

    private List<Series> series(Generation generation, Drawn seconds) {
        Generator generator = generation.generator();
        Samples faces = generation.samples();
        List<Series> series = new ArrayList<>();
        if (wants(EDITED)) {
            series.add(Series.pictures(generator, EDITED, Labels.of(faces.count(),
                    index -> faces.label(index) + " region of " + secondOf(seconds, index),
                    index -> faces.fileName(index) + "-region%04d".formatted(secondOf(seconds, index)))));
        }
        if (wants("sources")) {
            series.add(Series.pictures(generator, FIRST, faces));
            series.add(Series.pictures(generator, SECOND, generation.samples(seconds)));
        }
        if (wants(MASK)) {
            int size = generator.resolution();
            series.add(new Series(Output.measured(MASK), new Shape(1, 1, size, size), Labels.of(1, index -> MASK, index -> MASK), size));
        }
        return series;
    }

    private static long secondOf(Drawn seconds, long index) {
        return seconds.sampleSeed(seconds.count() == 1 ? 0 : index);
    }

    /** Of the pairs, the edited faces, and the others once each. */
    private OutputSink parted(OutputSink sink, long seconds) {
        return sink.behind((output, first, shape, values) -> {
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
        });
    }
}
