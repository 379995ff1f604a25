package org.stylestack.image;

import ij.ImagePlus;
import ij.plugin.filter.AVI_Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A film of pictures, compressed as JPEG, as ImageJ writes it. */
final class AviFile implements OutputFile {

    private static final int FRAMES_PER_SECOND = 25;
    private static final int JPEG_QUALITY = 90;

    private final Path path;
    private final WaitingStack stack;

    AviFile(Path path, Series series) throws IOException {
        if (!Slices.isPicture(series.output())) {
            throw new IllegalArgumentException("format: layers are no pictures that an AVI could hold; choose tiff or npy");
        }
        this.path = path;
        this.stack = WaitingStack.beside(path, series);
    }

    @Override
    public void append(float[] batch) throws IOException {
        stack.append(batch);
    }

    @Override
    public void finish(Provenance provenance) throws IOException {
        stack.setBitDepth(stack.getProcessor(1).getBitDepth());
        ImagePlus film = stack.slices().show(stack, provenance);
        film.getCalibration().fps = FRAMES_PER_SECOND;
        try {
            new AVI_Writer().writeImage(film, path.toString(), AVI_Writer.JPEG_COMPRESSION, JPEG_QUALITY);
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
