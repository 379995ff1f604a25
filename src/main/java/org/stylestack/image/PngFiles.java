package org.stylestack.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.stylestack.layer.Shape;

/** A folder of 8-bit pictures, one a sample: gray, RGB or RGBA. */
final class PngFiles implements OutputFile {

    private final Path folder;
    private final Shape shape;
    private final Labels labels;
    private final int type;
    private long done;

    PngFiles(Path folder, Series series) throws IOException {
        if (!Slices.isPicture(series.output())) {
            throw new IllegalArgumentException("format: layers are no pictures that a PNG could hold; choose tiff or npy");
        }
        this.folder = Files.createDirectories(folder);
        this.shape = series.one();
        this.labels = series.labels();
        this.type = switch (shape.c()) {
            case 1 -> BufferedImage.TYPE_BYTE_GRAY;
            case 3 -> BufferedImage.TYPE_3BYTE_BGR;
            case 4 -> BufferedImage.TYPE_4BYTE_ABGR;
            default -> throw new IllegalArgumentException("format: a PNG has 1, 3 or 4 channels, but this model's pictures have "
                    + shape.c() + "; choose tiff or npy");
        };
    }

    @Override
    public void append(float[] batch) throws IOException {
        for (int from = 0; from < batch.length; from += (int) shape.count()) {
            Path file = folder.resolve(labels.fileName(done++) + ".png");
            if (!ImageIO.write(picture(batch, from), "png", file.toFile())) {
                throw new IOException("format: this Java cannot write PNG; choose tiff or npy");
            }
        }
    }

    private BufferedImage picture(float[] batch, int from) {
        BufferedImage picture = new BufferedImage(shape.w(), shape.h(), type);
        int[] samples = new int[shape.h() * shape.w()];
        for (int c = 0; c < shape.c(); c++) {
            for (int k = 0; k < samples.length; k++) {
                samples[k] = Slices.toByte(batch[from + c * samples.length + k]);
            }
            picture.getRaster().setSamples(0, 0, shape.w(), shape.h(), c, samples);
        }
        return picture;
    }
}
