package org.stylestack.image;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Plot;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import net.imglib2.img.Img;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Fraction;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;

/**
 * Gathers outputs in memory, as ImgLib2 images and as ImageJ stacks.
 *
 * <pre>{@code
 * StackSink sink = new StackSink(generator, Set.of(Kind.FACES), new Samples(latents, Optional.empty(), 0.7));
 * Synthesis.run(network, recipe, sink, progress);
 * sink.stacks(provenance).get(Output.FACES).show();
 * }</pre>
 */
public final class StackSink implements Results {

    private final Map<Output, Series> opened = new LinkedHashMap<>();
    private final Map<Output, PlanarImg<FloatType, FloatArray>> images = new LinkedHashMap<>();
    private final Map<Series, Pictures> virtual = new LinkedHashMap<>();
    private final Map<String, ResultsTable> tables = new LinkedHashMap<>();
    private final Map<String, Plot> plots = new LinkedHashMap<>();

    /** Waits for {@link #open}. */
    public StackSink() {}

    /**
     * Makes room for all that is wanted of a generator.
     *
     * @throws IllegalArgumentException if the memory that is left cannot hold it
     */
    public StackSink(Generator generator, Set<Output.Kind> wanted, Samples samples) {
        open(Series.of(generator, wanted, samples));
    }

    @Override
    public void open(List<Series> all) {
        Memory.require(all);
        for (Series series : all) {
            Shape image = series.imageShape();
            opened.put(series.output(), series);
            images.put(series.output(), blank(image, series.labels().count()));
        }
    }

    /** Planes that are one until they come: to make room for all of them at once can take seconds, which nobody could cancel. */
    private static PlanarImg<FloatType, FloatArray> blank(Shape image, long samples) {
        List<FloatArray> planes = new ArrayList<>(Collections.nCopies(Math.toIntExact(image.c() * samples), new FloatArray(image.h() * image.w())));
        PlanarImg<FloatType, FloatArray> blank = new PlanarImg<>(planes, new long[] {image.w(), image.h(), image.c(), samples},
                new Fraction());
        blank.setLinkedType(new FloatType(blank));
        return blank;
    }

    @Override
    public void open(Series series, Pictures pictures) {
        virtual.put(series, pictures);
    }

    @Override
    public ResultsTable table(String name) {
        return tables.computeIfAbsent(name, key -> new ResultsTable());
    }

    @Override
    public Plot plot(String name, String xLabel, String yLabel) {
        return plots.computeIfAbsent(name, key -> new Plot(name, xLabel, yLabel));
    }

    /** The plots by name, each an image from which ImageJ makes a window of its own kind. */
    public Map<String, ImagePlus> plots(Provenance provenance) {
        Map<String, ImagePlus> images = new LinkedHashMap<>();
        plots.forEach((name, plot) -> {
            ImagePlus image = plot.getImagePlus();
            image.setProperty("Info", provenance.toString());
            images.put(name, image);
        });
        return images;
    }

    /** The tables by name. */
    public Map<String, ResultsTable> tables() {
        return tables;
    }

    @Override
    public void accept(Output output, long first, Shape batch, float[] values) {
        Shape shape = opened.get(output).imageShape();
        PlanarImg<FloatType, FloatArray> image = images.get(output);
        int pixels = shape.h() * shape.w();
        int plane = (int) first * shape.c();
        for (int from = 0; from < values.length; from += pixels) {
            image.setPlane(plane++, new FloatArray(Arrays.copyOfRange(values, from, from + pixels)));
        }
    }

    /** The numbers as the network gave them, by output: x, y, channel, sample. */
    public Map<Output, Img<FloatType>> images() {
        return new LinkedHashMap<>(images);
    }

    /** The stacks, by output: faces and skips in 8 bits, all else sharing the numbers of {@link #images}. */
    public Map<Output, ImagePlus> stacks(Provenance provenance) {
        Map<Output, ImagePlus> stacks = new LinkedHashMap<>();
        images.forEach((output, image) -> {
            Slices slices = opened.get(output).slices();
            IntFunction<float[]> plane = index -> image.getPlane(index).getCurrentStorageArray();
            ImageStack stack = new ImageStack(slices.shape().w(), slices.shape().h());
            for (int k = 0; k < slices.count(); k++) {
                stack.addSlice(slices.label(k), slices.slice(k, plane));
            }
            stacks.put(output, slices.show(stack, provenance));
        });
        virtual.forEach((series, pictures) ->
                stacks.put(series.output(), new PictureStack(series.slices(), pictures).show(provenance)));
        return stacks;
    }
}
