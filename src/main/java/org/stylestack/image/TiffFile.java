package org.stylestack.image;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.TiffEncoder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stack in ImageJ's own TIFF. */
final class TiffFile implements OutputFile {

    private final Path path;
    private final WaitingStack stack;

    TiffFile(Path path, Series series) throws IOException {
        this.path = path;
        this.stack = WaitingStack.beside(path, series);
    }

    @Override
    public void append(float[] batch) throws IOException {
        stack.append(batch);
    }

    @Override
    public void finish(Provenance provenance) throws IOException {
        Slices slices = stack.slices();
        stack.setBitDepth(stack.getProcessor(1).getBitDepth());
        ImagePlus image = slices.show(stack, provenance);
        FileInfo info = image.getFileInfo();
        info.virtualStack = stack;
        info.nImages = slices.count();
        FileSaver saver = new FileSaver(image);
        info.description = saver.getDescriptionString();
        if (image.isComposite() && ((CompositeImage) image).getMode() == CompositeImage.COMPOSITE) {
            saver.saveDisplayRangesAndLuts(image, info);
        }
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
        stack.delete();
    }

    @Override
    public void close() throws IOException {
        stack.close();
    }
}
