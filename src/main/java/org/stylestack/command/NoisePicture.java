package org.stylestack.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.io.Opener;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.stylestack.analysis.Statistics;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Progress;

/**
 * A user's picture as the noise of layers: gray, scaled to a layer's size, and normalised to mean 0 and standard deviation 1, as
 * noise has them.
 *
 * @param name what the user calls it
 */
record NoisePicture(String name, FloatProcessor gray) {

    /**
     * @param name     the title of an open window, of which the slice that is shown is taken, or a file that ImageJ reads
     * @param progress may stop the reading of a file
     * @throws IOException if there is no such picture
     */
    static NoisePicture open(String name, Progress progress) throws IOException {
        ImagePlus image = WindowManager.getImage(name);
        if (image == null) {
            image = GivenFile.read("reading " + Path.of(name).getFileName(), progress, share -> read(name));
        }
        return new NoisePicture(name, image.getProcessor().convertToFloatProcessor());
    }

    private static ImagePlus read(String name) throws IOException {
        if (!Files.isRegularFile(Path.of(name))) {
            throw new IOException("plane: " + name + " is neither a file nor the title of an open window; give one that is there");
        }
        Opener opener = new Opener();
        opener.setSilentMode(true);
        ImagePlus image = opener.openImage(Path.of(name).toAbsolutePath().toString());
        if (image == null) {
            throw new IOException("plane: " + name + " is no picture that ImageJ reads; save it as TIFF or PNG");
        }
        return image;
    }

    /**
     * The noise of one layer, in all its channels alike where it concatenates its noise.
     *
     * @throws IllegalArgumentException if the picture cannot be normalised; the message is a sentence
     */
    Noise noise(Generator generator, ConvolutionParameters layer) {
        int size = generator.resolutionOf(layer);
        gray.setInterpolationMethod(ImageProcessor.BILINEAR);
        float[] plane = (float[]) gray.resize(size, size, true).getPixels();
        Statistics statistics = Statistics.of(plane, 0, plane.length, Float.POSITIVE_INFINITY);
        if (!(statistics.std() > 0) || !Double.isFinite(statistics.std())) {
            throw new IllegalArgumentException("plane: " + name + ", scaled to the " + size + "×" + size + " pixels of " + layer.name()
                    + ", has the standard deviation " + statistics.std() + ", which cannot be made 1; give a picture with contrast");
        }
        int channels = layer.hasConcatenatedNoise() ? layer.outputs() : 1;
        float[] values = new float[channels * plane.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) ((plane[k % plane.length] - statistics.mean()) / statistics.std());
        }
        return new Noise.Given(Map.of(layer.name(), values));
    }
}
