package org.stylestack.image;

import ij.ImagePlus;
import ij.VirtualStack;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.TiffEncoder;
import ij.process.ImageProcessor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stylestack.layer.Shape;

/**
 * A stack in ImageJ's own TIFF. Its header comes before the pixels and wants to know them all, so the numbers wait in a file
 * beside it, and memory stays flat.
 */
final class TiffFile implements OutputFile {

    private final Path path;
    private final Path waiting;
    private final Slices slices;
    private final FloatFile numbers;

    TiffFile(Path path, Series series) throws IOException {
        Shape one = series.one();
        long count = series.labels().count();
        if (count * one.c() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("format: " + count + " samples of " + one.c()
                    + " channels are more than a TIFF stack holds; ask for fewer, or choose npy");
        }
        this.path = path;
        this.waiting = path.resolveSibling(path.getFileName() + ".raw");
        this.slices = new Slices(series.output(), new Shape((int) count, one.c(), one.h(), one.w()), series.labels(), series.resolution());
        this.numbers = new FloatFile(waiting, new byte[0]);
    }

    @Override
    public void append(float[] batch) throws IOException {
        numbers.append(batch);
    }

    @Override
    public void finish(Provenance provenance) throws IOException {
        WaitingStack stack = new WaitingStack();
        ImagePlus image = slices.show(stack, provenance);
        FileInfo info = image.getFileInfo();
        info.virtualStack = stack;
        info.nImages = slices.count();
        info.description = new FileSaver(image).getDescriptionString();
        info.info = image.getInfoProperty();
        info.sliceLabels = new String[slices.count()];
        for (int k = 0; k < slices.count(); k++) {
            info.sliceLabels[k] = slices.label(k);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16)) {
            new TiffEncoder(info).write(out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        close();
        Files.delete(waiting);
    }

    @Override
    public void close() throws IOException {
        numbers.close();
    }

    /** Slices made from the waiting numbers when ImageJ asks for them. */
    private final class WaitingStack extends VirtualStack {

        WaitingStack() {
            super(slices.shape().w(), slices.shape().h(), slices.count());
            setBitDepth(getProcessor(1).getBitDepth());
        }

        @Override
        public ImageProcessor getProcessor(int n) {
            return slices.slice(n - 1, this::plane);
        }

        private float[] plane(int index) {
            try {
                return numbers.read(index, slices.shape().h() * slices.shape().w());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String getSliceLabel(int n) {
            return slices.label(n - 1);
        }
    }
}
