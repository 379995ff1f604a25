package org.stylestack.image;

import ij.ImageListener;
import ij.ImagePlus;
import ij.VirtualStack;
import ij.process.ImageProcessor;
import java.awt.EventQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stack whose pictures are computed when ImageJ asks for them. The last ones are kept; {@link #close}, or the closing of its
 * window, frees the device.
 */
public final class PictureStack extends VirtualStack implements AutoCloseable {

    /** Pixels that are kept at most, besides one picture: 256 MB. */
    private static final int KEPT_PIXELS = 1 << 26;

    private final Slices slices;
    private final Pictures pictures;
    private final Map<Integer, ImageProcessor> kept = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    PictureStack(Slices slices, Pictures pictures) {
        super(slices.shape().w(), slices.shape().h(), slices.count());
        this.slices = slices;
        this.pictures = pictures;
        setBitDepth(slices.shape().c() == 1 ? 8 : 24);
    }

    /** The picture of a slice from 1 on; the caller's to change. */
    @Override
    public synchronized ImageProcessor getProcessor(int n) {
        ImageProcessor processor = kept.get(n);
        if (processor == null) {
            processor = compute(n - 1);
            kept.put(n, processor);
            if ((long) kept.size() * getWidth() * getHeight() > KEPT_PIXELS && kept.size() > 1) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return processor.duplicate();
    }

    private ImageProcessor compute(int index) {
        if (closed) {
            throw new IllegalStateException("the stack is closed, and its device with it");
        }
        try {
            float[] values = pictures.picture(index);
            int pixels = getWidth() * getHeight();
            int first = index * slices.shape().c();
            return slices.slice(index, plane -> Arrays.copyOfRange(values, (plane - first) * pixels, (plane - first + 1) * pixels));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String getSliceLabel(int n) {
        return slices.label(n - 1);
    }

    /** The hyperstack, which closes this stack when its window closes. */
    ImagePlus show(Provenance provenance) {
        ImagePlus image;
        try {
            image = slices.show(this, provenance);
        } catch (RuntimeException | Error e) {
            // The first picture is computed already.
            close();
            throw e;
        }
        ImagePlus.addImageListener(new ImageListener() {
            @Override
            public void imageOpened(ImagePlus other) {}

            @Override
            public void imageUpdated(ImagePlus other) {}

            @Override
            public void imageClosed(ImagePlus other) {
                if (other == image) {
                    // Later, because ImageJ counts through its listeners just now.
                    EventQueue.invokeLater(() -> ImagePlus.removeImageListener(this));
                    close();
                }
            }
        });
        return image;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            kept.clear();
            pictures.close();
        }
    }
}
