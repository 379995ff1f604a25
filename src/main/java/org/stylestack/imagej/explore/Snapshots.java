package org.stylestack.imagej.explore;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ImageProcessor;
import org.stylestack.generator.Generator;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Series;
import org.stylestack.imagej.StackWindow;

/** Faces that were kept, in a stack that grows; each slice's label has the slice's own recipe below its first line. */
final class Snapshots {

    private static final String NAME = "snapshots";

    private final Generator generator;
    private ImagePlus stack;

    Snapshots(Generator generator) {
        this.generator = generator;
    }

    /** @param values C×H×W */
    void add(String label, float[] values, Provenance provenance) {
        ImageProcessor face = Series.pictures(generator, NAME, Labels.of(1, index -> label, index -> label)).processor(values, 0);
        ImageStack slices = takes(face) ? stack.getStack() : new ImageStack(face.getWidth(), face.getHeight());
        slices.addSlice(label + "\n" + provenance, face);
        if (slices.size() == 1) {
            stack = new ImagePlus(NAME, slices);
            // Where it stays alone, it is a picture like others.
            stack.setProperty("Info", provenance.toString());
            StackWindow.show(stack);
        } else {
            stack.setProperty("Info", null);
            stack.setStack(slices);
            stack.setSlice(slices.size());
        }
        stack.changes = true;
    }

    /** Whether the window is there, and still of the faces' kind. */
    private boolean takes(ImageProcessor face) {
        return stack != null && stack.getWindow() != null && stack.getBitDepth() == face.getBitDepth()
                && stack.getWidth() == face.getWidth() && stack.getHeight() == face.getHeight();
    }
}
