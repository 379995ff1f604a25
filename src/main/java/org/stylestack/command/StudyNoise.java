package org.stylestack.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.analysis.LayerNames;
import org.stylestack.analysis.Moments;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Samples;
import org.stylestack.image.Series;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * What the noise of the layers does to faces: their mean and standard deviation over many realisations of it (Karras et al. 2019,
 * figure 4), with the noise of all layers or of some (figure 5).
 *
 * <pre>{@code
 * run("Noise Study...", "seeds=0-3 realisations=100 layers=[b32-b64 *]");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Noise Study...", headless = true, visible = false,
        description = "Shows the mean and the standard deviation of each face over many realisations of random noise, in float32"
                + " (npy: mean and std, [seeds, C, H, W]).")
public final class StudyNoise extends TruncatedCommand implements Previewed {

    private static final String MEAN = "mean";
    private static final String STD = "std";
    private static final String USUAL = "0";

    @Parameter(label = "Seeds", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "such as 0-7,42"),
                @Attr(name = CommandParameter.EMPTY, value = USUAL + GivenFaces.OR_ALL)},
            description = "The faces: whole numbers from 0 to 4294967295, and ranges of them, like 0-7,42."
                    + GivenFaces.ROWS_HELP)
    private String seeds = "";

    @Parameter(label = "File of w", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = GivenFaces.NO_FILE), description = GivenFaces.FILE_HELP)
    private String w = "";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"), description = GivenFaces.RNG_HELP)
    private String rng = "numpy";

    @Parameter(label = "Realisations", min = "1", max = "1000000", persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Noise"),
            description = "How many times the noise is drawn.")
    private int realisations = 100;

    @Parameter(label = "Noise seed", min = "0", max = "4294967295", persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "The seed of the first realisation; each next one has the next seed.")
    private long noise_seed;

    @Parameter(label = "Layers with noise", persist = false,
            description = "Which have random noise: like b16.*, or b4-b32 conv1, with commas between several; * for all. The noise of the"
                    + " others is off.")
    private String layers = "*";

    @Parameter(label = "Picture as noise", style = CommandParameter.FILE, persist = false, attrs = @Attr(name = CommandParameter.EMPTY, value = "none"),
            description = "A picture that is the noise of some layers instead: a file, or the title of an open window. It is made gray,"
                    + " scaled to the layer's size, and normalised to mean 0 and standard deviation 1.")
    private String plane = "";

    @Parameter(label = "At layers", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "such as b64.conv1"),
            description = "Which layers have the picture for their noise, in all realisations: like b64.conv1.")
    private String plane_at = "";

    @Parameter(label = "Outputs", choices = {MEAN, STD}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the mean, the standard deviation (std) by pixel and channel.")
    private String outputs = "mean,std";

    /** Whose noise each realisation has. */
    private record Drawing(List<String> random, Map<String, Noise> pictures) {}

    @Override
    public GenerateOptions options(Progress progress) throws IOException {
        if (seeds.isBlank() && w.isBlank()) {
            // Recorded as if it had been given.
            seeds = USUAL;
        }
        LatentSource given = new GivenFaces("seeds", seeds, "w", w, constant(Rng.class, rng)).latents(progress);
        if (noise_seed + realisations - 1 > Seeds.LARGEST) {
            throw new IllegalArgumentException("noise_seed: " + realisations + " realisations from " + noise_seed
                    + " on have seeds beyond 4294967295, the largest; begin with a smaller one");
        }
        return options(given, Optional.empty(), -1, NoiseMode.NONE, noise_seed, "", 0);
    }

    /** The first face's first realisation, and from then on the mean so far. */
    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        LatentSource faces = model.latents();
        Drawing drawing = drawing(model.generator(), progress);
        float[] wPlus = model.wPlus(faces, 0);
        Moments moments = new Moments(Math.toIntExact(one(model.generator()).count()));
        for (int k = 0; k < realisations; k++) {
            realise(k, model, wPlus, faces.sampleSeed(0), drawing, k == 0 ? SeedsCommand.FIRST : Set.of(Kind.FACES), (output, first, shape, values) -> {
                if (output.kind() == Kind.FACES) {
                    moments.add(values);
                    sink.accept(output, 0, shape, moments.mean());
                } else {
                    sink.accept(output, 0, shape, values);
                }
            }, progress);
        }
    }

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Generation generation = new Generation(options(progress), log, progress);
        Generator generator = generation.generator();
        LatentSource faces = generation.options().latents();
        Drawing drawing = drawing(generator, progress);
        Shape one = one(generator);
        results.open(series(one, generation.samples()));
        String device = generation.run((model, sink) -> {
            for (long face = 0; face < faces.count(); face++) {
                Moments moments = new Moments(Math.toIntExact(one.count()));
                float[] wPlus = model.wPlus(faces, face);
                Progress ofFace = progress.faces(face, 1, faces.count());
                for (int k = 0; k < realisations; k++) {
                    realise(k, model, wPlus, faces.sampleSeed(face), drawing, Set.of(Kind.FACES), (output, first, shape, values) -> moments.add(values),
                            ofFace.part((double) k / realisations, (k + 1.0) / realisations, "noise " + (k + 1) + " of " + realisations + ", "));
                }
                emit(sink, face, one, moments);
            }
        }, results, progress);
        return provenance(generation, device);
    }

    private Drawing drawing(Generator generator, Progress progress) throws IOException {
        List<String> noisy = generator.noisyLayers().stream().map(ConvolutionParameters::name).toList();
        return new Drawing(LayerNames.choose("layers", layers, noisy), pictures(generator, noisy, progress));
    }

    private static Shape one(Generator generator) {
        return new Shape(1, generator.imageChannels(), generator.resolution(), generator.resolution());
    }

    /** Computes a face with its k-th noise. */
    private void realise(int k, OpenModel model, float[] wPlus, long seed, Drawing drawing, Set<Kind> wanted, OutputSink sink,
            Progress progress) throws IOException {
        model.pass(wPlus, realisation(k, drawing), new long[] {seed}, output -> wanted.contains(output.kind()), sink, progress);
    }

    /** The picture as the noise of each layer that has it. */
    private Map<String, Noise> pictures(Generator generator, List<String> noisy, Progress progress) throws IOException {
        Map<String, Noise> pictures = new HashMap<>();
        if (plane.isBlank() != plane_at.isBlank()) {
            throw new IllegalArgumentException(plane.isBlank() ? "plane: no picture is named that the layers " + plane_at + " would have;"
                    + " give one, or leave plane_at out" : "plane_at: no layer is named that would have the picture; give one like b8.conv1");
        }
        if (!plane.isBlank()) {
            NoisePicture picture = NoisePicture.open(plane.strip(), progress);
            List<String> chosen = LayerNames.choose("plane_at", plane_at, noisy);
            for (ConvolutionParameters layer : generator.noisyLayers()) {
                if (chosen.contains(layer.name())) {
                    pictures.put(layer.name(), picture.noise(generator, layer));
                }
            }
        }
        return pictures;
    }

    private Noise realisation(int index, Drawing drawing) {
        Map<String, Noise> noise = new HashMap<>();
        drawing.random().forEach(layer -> noise.put(layer, new Noise.Random(noise_seed + index)));
        noise.putAll(drawing.pictures());
        return new Noise.ByLayer(noise);
    }

    private List<Series> series(Shape one, Samples faces) {
        List<Series> series = new ArrayList<>();
        if (wants(MEAN)) {
            series.add(new Series(Output.pictures(MEAN), one, faces, one.w()).inFloats());
        }
        if (wants(STD)) {
            series.add(new Series(Output.measured(STD), one, faces, one.w()));
        }
        return series;
    }

    private void emit(OutputSink sink, long face, Shape one, Moments moments) throws IOException {
        if (wants(MEAN)) {
            sink.accept(Output.pictures(MEAN), face, one, moments.mean());
        }
        if (wants(STD)) {
            sink.accept(Output.measured(STD), face, one, moments.std());
        }
    }

    private boolean wants(String output) {
        return List.of(outputs.split(",")).contains(output);
    }
}
