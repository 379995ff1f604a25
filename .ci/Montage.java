import ij.IJ;
import ij.ImagePlus;
import ij.plugin.Duplicator;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.Color;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Puts the slices of stacks side by side: {@code Montage.java OUT.png COLUMNS SCALE STACK...}; each stack begins a row. */
class Montage {

    private static final int BORDER = 2;

    public static void main(String[] arguments) throws Exception {
        int columns = Integer.parseInt(arguments[1]);
        int scale = Integer.parseInt(arguments[2]);
        List<ImageProcessor> cells = new ArrayList<>();
        for (int k = 3; k < arguments.length; k++) {
            cells.addAll(slices(IJ.openImage(arguments[k]), scale));
        }
        int width = cells.get(0).getWidth() + BORDER;
        int height = cells.get(0).getHeight() + BORDER;
        ImageProcessor montage = new ColorProcessor(columns * width - BORDER, (cells.size() + columns - 1) / columns * height - BORDER);
        montage.setColor(Color.WHITE);
        montage.fill();
        for (int k = 0; k < cells.size(); k++) {
            montage.insert(cells.get(k), k % columns * width, k / columns * height);
        }
        ImageIO.write(montage.getBufferedImage(), "png", new File(arguments[0]));
    }

    private static List<ImageProcessor> slices(ImagePlus stack, int scale) {
        List<ImageProcessor> slices = new ArrayList<>();
        for (int t = 1; t <= stack.getNFrames(); t++) {
            for (int z = 1; z <= stack.getNSlices(); z++) {
                ImagePlus slice = new Duplicator().run(stack, 1, stack.getNChannels(), z, z, t, t);
                slices.add(enlarged(new ColorProcessor(slice.getImage()), scale));
            }
        }
        return slices;
    }

    private static ImageProcessor enlarged(ImageProcessor slice, int scale) {
        slice.setInterpolationMethod(ImageProcessor.NONE);
        return slice.resize(slice.getWidth() * scale, slice.getHeight() * scale);
    }
}
