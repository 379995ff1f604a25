package org.stylestack.image;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.util.function.IntFunction;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;

/**
 * One output as slices of an ImageJ stack: pictures in 8 bits (RGB, or gray where there is one channel), everything else as
 * float planes, channel by channel and sample by sample.
 *
 * @param shape      of all samples
 * @param labels     of the samples
 * @param resolution of the face, in whose pixels the stack is calibrated
 * @param depth      samples along z; the next lie at the next t
 * @param inBytes    whether they are shown in 8 bits
 */
record Slices(Output output, Shape shape, Labels labels, int resolution, int depth, boolean inBytes) {

    /** The range of pictures, in which those of float32 are shown. */
    private static final double BLACK = -1;
    private static final double WHITE = 1;

    /** An output's shape as an image: vectors lie along x, and the vectors of w+ below one another. */
    static Shape imageShape(Output output, Shape shape) {
        if (isImage(output)) {
            return shape;
        }
        return shape.w() == 1 ? new Shape(shape.n(), 1, 1, shape.c()) : new Shape(shape.n(), 1, shape.c(), shape.w());
    }

    /** Whether the output has height and width, as all but latents and styles have. */
    static boolean isImage(Output output) {
        return output.kind() != Kind.LATENTS && output.kind() != Kind.STYLES;
    }

    /** Whether the output is shown as a picture: numbers from -1 to 1 as 0 to 255. */
    static boolean isPicture(Output output) {
        return output.kind() == Kind.FACES || output.kind() == Kind.SKIPS || output.kind() == Kind.RGB;
    }

    private boolean isColour() {
        return inBytes && shape.c() == 3;
    }

    /** Slices of one sample. */
    int channels() {
        return isColour() ? 1 : shape.c();
    }

    int count() {
        return shape.n() * channels();
    }

    String label(int index) {
        String sample = labels.label(index / channels());
        return channels() == 1 ? sample : sample + " channel " + index % channels();
    }

    /**
     * @param index from 0
     * @param plane gives the plane of an index from 0: channel + channels · sample
     */
    ImageProcessor slice(int index, IntFunction<float[]> plane) {
        return inBytes ? picture(index, k -> bytes(plane.apply(k))) : new FloatProcessor(shape.w(), shape.h(), plane.apply(index));
    }

    /** The same of planes {@linkplain #bytes in 8 bits}. */
    ImageProcessor picture(int index, IntFunction<byte[]> plane) {
        if (isColour()) {
            ColorProcessor colour = new ColorProcessor(shape.w(), shape.h());
            colour.setRGB(plane.apply(3 * index), plane.apply(3 * index + 1), plane.apply(3 * index + 2));
            return colour;
        }
        return new ByteProcessor(shape.w(), shape.h(), plane.apply(index));
    }

    static byte[] bytes(float[] numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) toByte(numbers[k]);
        }
        return bytes;
    }

    /** As generate.py of stylegan2-ada-pytorch: x·127.5 + 128, clamped to 0..255, and truncated. */
    static int toByte(float x) {
        return (int) Math.max(0, Math.min(255, x * 127.5f + 128));
    }

    /** The hyperstack of these slices, labelled and calibrated: samples along z, then along t. */
    ImagePlus show(ImageStack stack, Provenance provenance) {
        ImagePlus image = new ImagePlus(output.path().replace('/', ' '), stack);
        image.setDimensions(channels(), depth, shape.n() / depth);
        if (channels() > 1) {
            boolean isColour = isPicture(output) && channels() == 3;
            image = new CompositeImage(image, isColour ? CompositeImage.COMPOSITE : CompositeImage.GRAYSCALE);
        }
        if (isPicture(output) && !inBytes) {
            for (int c = channels(); c >= 1; c--) {
                image.setC(c);
                image.setDisplayRange(BLACK, WHITE);
            }
        }
        image.setOpenAsHyperStack(count() > 1);
        Calibration calibration = new Calibration();
        calibration.setUnit("pixel");
        if (isImage(output)) {
            calibration.pixelWidth = (double) resolution / shape.w();
            calibration.pixelHeight = calibration.pixelWidth;
        }
        image.setCalibration(calibration);
        image.setProperty("Info", provenance.toString());
        if (count() == 1) {
            // Where ImageJ looks for the label of an image that is no stack.
            image.setProp("Slice_Label", label(0));
        }
        return image;
    }
}
