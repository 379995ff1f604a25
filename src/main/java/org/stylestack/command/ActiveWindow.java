package org.stylestack.command;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.plugin.RoiScaler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stylestack.image.Provenance;

/** The image of ImageJ's that is active: the region drawn on it, and the face that its slice shows. */
record ActiveWindow(ImagePlus image) {

    private static final Pattern FACE = Pattern.compile("(?:seed|w|wplus) (\\d+)(?: of (.+))? psi \\S+(?: channel \\d+)?");

    /**
     * @param parameter that is empty, so that the window is asked
     * @throws IllegalArgumentException if no window is open; the message is a sentence
     */
    static ActiveWindow get(String parameter) {
        ImagePlus image = WindowManager.getCurrentImage();
        if (image == null) {
            throw new IllegalArgumentException(parameter + ": nothing is given, and no window is open to take it from; give "
                    + parameter + ", or choose a window first");
        }
        return new ActiveWindow(image);
    }

    /**
     * What the face of the slice was made of: its seed, or its number in a file of w, under {@code seeds}, and the other values of its
     * command by key.
     *
     * @throws IllegalArgumentException if the slice shows no face of a seed or of a file's w that StyleStack made; the message is a sentence
     */
    Map<String, String> face() {
        String label = label();
        Matcher face = FACE.matcher(label);
        String info = image.getInfoProperty();
        Map<String, String> values = new LinkedHashMap<>(info == null ? Map.of() : Provenance.parse(info).entries());
        if (!values.containsKey(Generation.HASH) || !face.matches() || face.group(2) != null && !isFile(face.group(2), values.get("w"))) {
            throw new IllegalArgumentException("seeds: the slice \"" + label + "\" of the active window " + image.getTitle()
                    + " shows no face of one seed, or of a file of w, that StyleStack made; give seeds, or choose a slice of Generate Faces...");
        }
        values.put("seeds", face.group(1));
        return values;
    }

    private static boolean isFile(String name, String path) {
        return path != null && Path.of(path).endsWith(name);
    }

    private String label() {
        String label = image.getStackSize() == 1 ? image.getProp("Slice_Label")
                : image.getStack().getSliceLabel(image.getCurrentSlice());
        return label == null ? "" : label.lines().findFirst().orElse("").strip();
    }

    /**
     * The region drawn on the image, in the pixels of a face.
     *
     * @param resolution of the face, of which the image is a view of whatever size
     * @throws IllegalArgumentException if there is none, or the image is no square; the message is a sentence
     */
    Roi region(int resolution) {
        Roi roi = image.getRoi();
        if (roi == null) {
            throw new IllegalArgumentException("roi: nothing is given, and no region is drawn on the active window "
                    + image.getTitle() + "; draw one, or give a file of ImageJ's or x,y,width,height");
        }
        if (image.getWidth() != image.getHeight()) {
            throw new IllegalArgumentException("roi: the active window " + image.getTitle() + " has " + image.getWidth() + "×"
                    + image.getHeight() + " pixels, but a face is a square; draw the region on a face");
        }
        double scale = (double) resolution / image.getWidth();
        return scale == 1 ? roi : RoiScaler.scale(roi, scale, scale, false);
    }
}
