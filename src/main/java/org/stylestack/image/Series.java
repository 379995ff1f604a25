package org.stylestack.image;

import ij.process.ImageProcessor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Outputs;

/**
 * One stack, or one file, that a command will fill: announced before anything is computed, so that there is room for it.
 *
 * @param one        the shape of one sample, as an {@link org.stylestack.synthesis.OutputSink} gets it
 * @param labels     of all its samples
 * @param resolution of the whole picture, in whose pixels the stack is calibrated
 * @param depth      how many samples after one another lie along z, and the next as many at the next t; 0 for all along z
 * @param exact      whether stacks hold pictures as they are, in float32, and not as 8 bits
 */
public record Series(Output output, Shape one, Labels labels, int resolution, int depth, boolean exact) {

    /** Samples along z, and pictures in 8 bits. */
    public Series(Output output, Shape one, Labels labels, int resolution) {
        this(output, one, labels, resolution, 0, false);
    }

    /** What a generator gives of the kinds that are wanted. */
    public static List<Series> of(Generator generator, Set<Output.Kind> wanted, Samples samples) {
        return Outputs.shapes(generator, samples.latents(), wanted).entrySet().stream()
                .map(entry -> new Series(entry.getKey(), entry.getValue(), samples, generator.resolution())).toList();
    }

    /** Pictures in the generator's full size, under a name of their own: {@code grid}. */
    public static Series pictures(Generator generator, String name, Labels labels) {
        int size = generator.resolution();
        return new Series(Output.pictures(name), new Shape(1, generator.imageChannels(), size, size), labels, size);
    }

    /** The same with pictures in float32. */
    public Series inFloats() {
        return new Series(output, one, labels, resolution, depth, true);
    }

    /** The same for films: 8 bits, a sample a frame. */
    Series asFilm() {
        return new Series(output, one, labels, resolution);
    }

    /** Whether a sample is shown as a picture in 8 bits. */
    boolean isInBytes() {
        return !exact && Slices.isPicture(output);
    }

    /**
     * One picture as ImageJ shows it.
     *
     * @param one    1×C×H×W with 1 or 3 channels
     * @param values in the network's range, -1 to 1
     */
    public static ImageProcessor picture(Shape one, float[] values) {
        int pixels = one.h() * one.w();
        return new Series(Output.FACES, one, Labels.of(1, index -> "", index -> ""), one.h()).slices()
                .slice(0, channel -> Arrays.copyOfRange(values, channel * pixels, (channel + 1) * pixels));
    }

    /** Sample for sample in the shape of an image: vectors lie along x, and the vectors of w+ below one another. */
    Shape imageShape() {
        return Slices.imageShape(output, one);
    }

    /**
     * One sample as ImageJ shows it: a picture's numbers from -1 to 1 in 8 bits, all others as they are.
     *
     * @param values  of the sample, C×H×W
     * @param channel which to show, where the output is no picture in colour
     */
    public ImageProcessor processor(float[] values, int channel) {
        Shape image = imageShape();
        int pixels = image.h() * image.w();
        return slices().slice(channel, plane -> Arrays.copyOfRange(values, plane * pixels, (plane + 1) * pixels));
    }

    Slices slices() {
        Shape image = imageShape();
        Shape all = new Shape(Math.toIntExact(labels.count()), image.c(), image.h(), image.w());
        return new Slices(output, all, labels, resolution, depth == 0 ? all.n() : depth, isInBytes());
    }
}
