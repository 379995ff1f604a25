package org.stylestack.image;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.stylestack.layer.Shape;

/** Whether outputs will fit onto a disk, asked before they are computed. */
final class DiskSpace {

    /** How much of the bytes of pictures PNG and JPEG leave at least, as a rule. */
    private static final double COMPRESSED = 0.1;

    private DiskSpace() {}

    /**
     * @param folder that is there, on the disk that is meant
     * @throws IOException if all samples need more than is free; the message is a sentence
     */
    static void require(Path folder, Format format, List<Series> all) throws IOException {
        // A FileStore is not found where the root is no mount point, as in a chroot.
        File disk = folder.toFile();
        // Some file systems do not tell.
        if (disk.getTotalSpace() > 0) {
            require(folder, disk.getUsableSpace(), format, all);
        }
    }

    static void require(Path folder, long free, Format format, List<Series> all) throws IOException {
        double needed = needed(format, all);
        if (needed > free) {
            Series largest = all.stream().max((a, b) -> Double.compare(numbers(a), numbers(b))).orElseThrow();
            long samples = largest.labels().count();
            throw new IOException(String.format(Locale.ROOT, "out: %s of %d×%d, %,d of them, need %s on the disk of %s, but %s are free there; ask for"
                    + " fewer frames, seeds or outputs, or choose a folder on another disk", largest.output().path(), largest.one().w(),
                    largest.one().h(), samples, size(needed), folder, size(free)));
        }
    }

    /**
     * The most bytes that lie on the disk at once. What becomes a TIFF or a film waits, not compressed, until all samples are there, and
     * the outputs are completed one after the other.
     */
    static double needed(Format format, List<Series> all) {
        double now = all.stream().mapToDouble(series -> waiting(format, series) + (isWritten(format, series) ? 0 : finished(format, series))).sum();
        double most = now;
        for (Series series : all) {
            if (isWritten(format, series)) {
                most = Math.max(most, now + finished(format, series));
                now += finished(format, series) - waiting(format, series);
            }
        }
        return most;
    }

    /** Whether the file is written at the end, of numbers that wait in another. */
    private static boolean isWritten(Format format, Series series) {
        return Slices.isImage(series.output()) && (format == Format.TIFF || format == Format.AVI);
    }

    private static double waiting(Format format, Series series) {
        return isWritten(format, series) ? pixels(format == Format.AVI ? series.asFilm() : series) : 0;
    }

    private static double finished(Format format, Series series) {
        if (!Slices.isImage(series.output()) || format == Format.NPY) {
            return Float.BYTES * numbers(series);
        }
        return format == Format.TIFF ? pixels(series) : COMPRESSED * numbers(series);
    }

    private static double pixels(Series series) {
        return series.isInBytes() ? numbers(series) : Float.BYTES * numbers(series);
    }

    private static double numbers(Series series) {
        Shape one = series.one();
        return (double) one.count() * series.labels().count();
    }

    private static String size(double bytes) {
        return bytes < 1e8 ? String.format(Locale.ROOT, "%.3f MB", bytes / 1e6) : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }
}
