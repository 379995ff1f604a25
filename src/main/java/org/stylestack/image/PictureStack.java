package org.stylestack.image;

import ij.IJ;
import ij.ImageListener;
import ij.ImagePlus;
import ij.Macro;
import ij.VirtualStack;
import ij.process.ImageProcessor;
import java.awt.EventQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.stylestack.synthesis.Progress;

/**
 * A stack whose pictures are computed when ImageJ asks for them. The last ones are kept, and neighbours of the last are computed
 * ahead; {@link #close}, or the closing of its window, frees the device.
 * <p>
 * Who asks gets the picture, however long it takes, unless the escape key is pressed. A window's own scrolling alone does not wait: it
 * shows the last picture, darkened, and the right one as soon as it is there, while what was scrolled past is given up.
 */
public final class PictureStack extends VirtualStack implements AutoCloseable {

    /** The most slices of a window: the scrollbar counts to one more than there are. */
    public static final int MOST_SLICES = Integer.MAX_VALUE - 1;

    /** Pixels that are kept at most, besides one picture: 256 MB. */
    private static final int KEPT_PIXELS = 1 << 26;
    /** How long a window's scrolling waits for a picture. */
    private static final long PATIENCE_MILLISECONDS = 150;
    private static final double DARKENED = 0.4;
    private static final Set<String> SCROLLING = Set.of("run", "mouseWheelMoved");

    private final Slices slices;
    private final PictureLoader loader;
    private volatile ImagePlus image;
    private ImageProcessor last;

    PictureStack(Slices slices, Pictures pictures) {
        super(slices.shape().w(), slices.shape().h(), slices.count());
        this.slices = slices;
        this.loader = new PictureLoader(source(slices, pictures), slices.count(),
                Math.max(1, KEPT_PIXELS / slices.shape().h() / slices.shape().w()));
        setBitDepth(slices.shape().c() == 1 ? 8 : 24);
    }

    private static PictureLoader.Source source(Slices slices, Pictures pictures) {
        int channels = slices.channels();
        int pixels = slices.shape().h() * slices.shape().w();
        return new PictureLoader.Source() {
            @Override
            public ImageProcessor compute(int index, Progress progress) throws IOException {
                float[] values = pictures.picture(index / channels, progress);
                return slices.slice(index % channels, plane -> Arrays.copyOfRange(values, plane * pixels, (plane + 1) * pixels));
            }

            @Override
            public void close() {
                pictures.close();
            }
        };
    }

    /** The picture of a slice from 1 on; the caller's to change. */
    @Override
    public ImageProcessor getProcessor(int n) {
        try {
            if (image != null && isScrolling()) {
                Optional<ImageProcessor> picture = loader.look(n - 1, PATIENCE_MILLISECONDS, () -> EventQueue.invokeLater(() -> showAfterAll(n)));
                return picture.isEmpty() ? standIn() : shown(picture.get());
            }
            boolean pressedBefore = IJ.escapePressed();
            return shown(loader.await(n - 1, () -> !pressedBefore && IJ.escapePressed()));
        } catch (CancellationException e) {
            // What ImageJ's own commands throw.
            throw new RuntimeException(Macro.MACRO_CANCELED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the window's scrollbar or the mouse's wheel asks; all others, macros among them, are to be waited for. */
    private static boolean isScrolling() {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(
                frame -> frame.getClassName().equals("ij.gui.StackWindow") && SCROLLING.contains(frame.getMethodName())));
    }

    private synchronized ImageProcessor shown(ImageProcessor picture) {
        last = picture;
        return picture.duplicate();
    }

    private synchronized ImageProcessor standIn() {
        ImageProcessor dark = last.duplicate();
        dark.multiply(DARKENED);
        return dark;
    }

    private void showAfterAll(int n) {
        if (image.getCurrentSlice() == n && image.getWindow() != null) {
            image.updateVirtualSlice();
        }
    }

    @Override
    public String getSliceLabel(int n) {
        return slices.label(n - 1);
    }

    /** The hyperstack, which closes this stack when its window closes. */
    ImagePlus show(Provenance provenance) {
        ImagePlus shown;
        try {
            shown = slices.show(this, provenance);
        } catch (RuntimeException | Error e) {
            // The first picture is computed already.
            close();
            throw e;
        }
        image = shown;
        ImagePlus.addImageListener(new ImageListener() {
            @Override
            public void imageOpened(ImagePlus other) {}

            @Override
            public void imageUpdated(ImagePlus other) {}

            @Override
            public void imageClosed(ImagePlus other) {
                if (other == shown) {
                    // Later, because ImageJ counts through its listeners just now.
                    EventQueue.invokeLater(() -> ImagePlus.removeImageListener(this));
                    close();
                }
            }
        });
        return shown;
    }

    @Override
    public void close() {
        loader.close();
    }
}
