package org.stylestack.command;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stylestack.synthesis.Progress;

/**
 * A region of ImageJ's as a text: {@code x,y,width,height} of a rectangle in pixels, the name of a file as <em>File &gt; Save As &gt;
 * Selection…</em> writes it, or, as recipes keep any other, {@code roi:} and the bytes of such a file in Base64.
 */
final class RegionText {

    private static final String BYTES = "roi:";
    private static final Pattern RECTANGLE = Pattern.compile("(-?\\d{1,9}),(-?\\d{1,9}),(\\d{1,9}),(\\d{1,9})");

    /** A traced outline of a million points has four bytes a point. */
    private static final long LARGEST_FILE = 1 << 26;

    private RegionText() {}

    /**
     * @param parameter whose text it is
     * @param progress  may stop the reading of a file
     * @throws IOException              if the file cannot be read, or holds no region
     * @throws IllegalArgumentException if the text stands for no region
     */
    static Roi parse(String parameter, String text, Progress progress) throws IOException {
        String given = text.strip();
        Matcher rectangle = RECTANGLE.matcher(given.replace(" ", ""));
        if (rectangle.matches()) {
            return new Roi(Integer.parseInt(rectangle.group(1)), Integer.parseInt(rectangle.group(2)),
                    Integer.parseInt(rectangle.group(3)), Integer.parseInt(rectangle.group(4)));
        } else if (given.startsWith(BYTES)) {
            return decode(parameter + ": the text after " + BYTES, () -> Base64.getUrlDecoder().decode(given.substring(BYTES.length())));
        }
        return GivenFile.read("reading " + Path.of(given).getFileName(), progress, share -> read(parameter, Path.of(given)));
    }

    private static Roi read(String parameter, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(parameter + ": " + file + " is neither a file that is there, nor x,y,width,height of a rectangle; give one"
                    + " of these");
        }
        if (Files.size(file) > LARGEST_FILE) {
            throw noRegion(parameter + ": " + file);
        }
        byte[] bytes = Files.readAllBytes(file);
        return decode(parameter + ": " + file, () -> bytes);
    }

    private static Roi decode(String what, Supplier<byte[]> bytes) {
        try {
            Roi roi = new RoiDecoder(bytes.get(), "region").getRoi();
            if (roi != null) {
                return roi;
            }
        } catch (IOException | RuntimeException e) {
            // Said below.
        }
        throw noRegion(what);
    }

    private static IllegalArgumentException noRegion(String what) {
        return new IllegalArgumentException(what + " is no region of ImageJ's; give a file that File > Save As > Selection... made,"
                + " or x,y,width,height of a rectangle");
    }

    /** A text that {@link #parse} makes the same region of, without spaces. */
    static String of(Roi roi) {
        if (roi.getType() == Roi.RECTANGLE && !roi.subPixelResolution() && roi.getCornerDiameter() == 0) {
            Rectangle bounds = roi.getBounds();
            return bounds.x + "," + bounds.y + "," + bounds.width + "," + bounds.height;
        }
        return BYTES + Base64.getUrlEncoder().withoutPadding().encodeToString(RoiEncoder.saveAsByteArray(roi));
    }
}
