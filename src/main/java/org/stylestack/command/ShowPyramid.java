package org.stylestack.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.generator.Architecture;
import org.stylestack.generator.Filter;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Samples;
import org.stylestack.image.Series;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Resample;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Outputs;
import org.stylestack.synthesis.Progress;

/**
 * The image that each resolution has so far (skips) and what it adds (rgb), as hyperstacks of one size or in the sizes that they
 * have.
 *
 * <pre>{@code
 * run("Skip Pyramid...", "seeds=0-3 size=upsampled outputs=skips,rgb");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Skip Pyramid...", headless = true, visible = false,
        description = "Shows the image so far at each resolution, and the RGB that each adds, in float32: upsampled as one"
                + " hyperstack each, with resolutions along z and seeds along t (npy: skips and rgb, [seeds, resolutions, C, H, W]);"
                + " native as a stack a resolution (skips/0004, rgb/0004, ...).")
public final class ShowPyramid extends SeedsCommand {

    private static final String UPSAMPLED = "upsampled";

    @Parameter(label = "Size", choices = {UPSAMPLED, "native"}, persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Pyramid"), @Attr(name = CommandParameter.HINT, value = "native for each resolution in its own")},
            description = "upsampled: all resolutions in the size of the face, doubled again and again by the network's own filter;"
                    + " native: each in its own.")
    private String size = UPSAMPLED;

    @Parameter(label = "Outputs", choices = {"skips", "rgb"}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the image so far at each resolution (skips); what each resolution adds to it (rgb).")
    private String outputs = "skips,rgb";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Generation generation = new Generation(options(progress), log, progress);
        LatentSource faces = generation.options().latents();
        Generator generator = generation.generator();
        if (generator.architecture() != Architecture.SKIP) {
            throw new IllegalArgumentException("model: its architecture is " + generator.architecture().name().toLowerCase(Locale.ROOT)
                    + ", in which the last resolution alone makes RGB, so that there is no pyramid; take a model of the skip"
                    + " architecture, or look at this one's layers by Inspect Layers...");
        }
        Set<Kind> kinds = Arrays.stream(outputs.split(",")).map(word -> constant(Kind.class, word)).collect(Collectors.toSet());
        boolean upsampled = size.equals(UPSAMPLED);
        results.open(upsampled
                ? kinds.stream().sorted().map(kind -> hyperstack(kind, generator, generation.samples())).toList()
                : Series.of(generator, kinds, generation.samples()).stream().map(Series::inFloats).toList());
        String device = generation.run((model, sink) -> {
            if (upsampled) {
                upsample(model, faces, kinds, sink, progress);
            } else {
                model.synthesize(faces, kinds, sink, progress);
            }
        }, results, progress);
        return provenance(generation, device);
    }

    private static Series hyperstack(Kind kind, Generator generator, Samples faces) {
        List<Integer> sizes = generator.blocks().stream().map(SynthesisBlock::resolution).toList();
        int levels = sizes.size();
        Labels labels = Labels.of(faces.count() * levels,
                index -> faces.label(index / levels) + " " + sizes.get((int) (index % levels)) + "×" + sizes.get((int) (index % levels)),
                index -> faces.fileName(index / levels) + "-%04d".formatted(sizes.get((int) (index % levels))));
        Shape one = new Shape(1, generator.imageChannels(), generator.resolution(), generator.resolution());
        return new Series(new Output(kind, ""), one, labels, generator.resolution(), levels, true);
    }

    private static void upsample(OpenModel model, LatentSource faces, Set<Kind> kinds, OutputSink sink, Progress progress) throws IOException {
        Generator generator = model.generator();
        Map<Output, Shape> shapes = Outputs.shapes(generator, faces, kinds);
        Shape full = new Shape(1, generator.imageChannels(), generator.resolution(), generator.resolution());
        FaceImages images = new FaceImages(model, faces, kinds);
        FaceImages.inBatches(model, faces.count(), progress, (first, batch, ofBatch) -> {
            long face = first;
            for (Map<Output, float[]> computed : images.compute(first, batch, ofBatch)) {
                for (Map.Entry<Output, float[]> image : computed.entrySet()) {
                    Shape shape = shapes.get(image.getKey());
                    int level = Integer.numberOfTrailingZeros(shape.w() / generator.blocks().get(0).resolution());
                    sink.accept(new Output(image.getKey().kind(), ""), face * generator.blocks().size() + level, full,
                            upsampled(model, shape, image.getValue()));
                }
                face++;
            }
        });
    }

    /** The values of a shape in the size of the face, by the filter of the skips. */
    private static float[] upsampled(OpenModel model, Shape shape, float[] values) {
        int resolution = model.generator().resolution();
        Filter filter = model.generator().filter();
        Layers layers = model.layers();
        try (Layers.Scope scope = layers.scope()) {
            DeviceTensor image = layers.upload(shape, values);
            while (image.shape().w() < resolution) {
                image = layers.resample(image, filter, Resample.doubling(filter.height(), filter.width()));
            }
            float[] full = new float[Math.toIntExact(image.shape().count())];
            layers.download(image, full);
            return full;
        }
    }
}
