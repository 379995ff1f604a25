package org.stylestack.image;

import ij.VirtualStack;
import ij.process.ImageProcessor;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stylestack.layer.Shape;

/**
 * Slices made from numbers that wait in a file, those of pictures in 8 bits already, for ImageJ's writers: these want to know a whole stack
 * before its pixels, and with it memory stays flat.
 */
final class WaitingStack extends VirtualStack implements Closeable {

    private final Path file;
    private final Slices slices;
    private final RawFile numbers;
    /** The slice that was made last: ImageJ asks for the first several times. */
    private ImageProcessor last;
    private int lastNumber;

    /** @param beside the file that will be written */
    static WaitingStack beside(Path beside, Series series) throws IOException {
        Shape one = series.one();
        long count = series.labels().count();
        if (count * one.c() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("format: " + count + " samples of " + one.c()
                    + " channels are more than an ImageJ stack holds; ask for fewer, or choose npy");
        }
        return new WaitingStack(beside.resolveSibling(beside.getFileName() + ".raw"), series.slices());
    }

    private WaitingStack(Path file, Slices slices) throws IOException {
        super(slices.shape().w(), slices.shape().h(), slices.count());
        this.file = file;
        this.slices = slices;
        this.numbers = new RawFile(file, new byte[0]);
    }

    Slices slices() {
        return slices;
    }

    void append(float[] batch) throws IOException {
        if (slices.inBytes()) {
            numbers.append(Slices.bytes(batch));
        } else {
            numbers.append(batch);
        }
    }

    @Override
    public ImageProcessor getProcessor(int n) {
        if (n != lastNumber) {
            last = slices.inBytes() ? slices.picture(n - 1, this::planeInBytes) : slices.slice(n - 1, this::plane);
            lastNumber = n;
        }
        return last;
    }

    private float[] plane(int index) {
        try {
            return numbers.read(index, pixels());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] planeInBytes(int index) {
        try {
            return numbers.readBytes(index, pixels());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int pixels() {
        return slices.shape().h() * slices.shape().w();
    }

    @Override
    public String getSliceLabel(int n) {
        return slices.label(n - 1);
    }

    /** Deletes the numbers. */
    void delete() throws IOException {
        close();
        Files.delete(file);
    }

    @Override
    public void close() throws IOException {
        numbers.close();
    }
}
