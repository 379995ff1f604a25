package org.stylestack.image;

import ij.gui.Roi;
import ij.plugin.filter.GaussianBlur;
import ij.process.FloatProcessor;
import java.awt.Point;

/**
 * A region of a square picture as a mask, 1 inside and 0 outside, at any resolution of the network.
 *
 * @param size   width and height of the picture
 * @param values size×size, row-major
 */
public record RegionMask(int size, float[] values) {

    /** The part of a Gaussian that is cut off its tails. */
    private static final double ACCURACY = 1e-4;

    /**
     * The pixels of a region of ImageJ's: those within an area, be it composite; those that a line covers in its width; points'
     * own.
     *
     * @throws IllegalArgumentException if none of them lies in the picture; the message is a sentence
     */
    public static RegionMask of(Roi region, int size) {
        float[] values = new float[size * size];
        boolean empty = true;
        for (Point point : region.getContainedPoints()) {
            if (point.x >= 0 && point.y >= 0 && point.x < size && point.y < size) {
                values[point.y * size + point.x] = 1;
                empty = false;
            }
        }
        if (empty) {
            throw new IllegalArgumentException("roi: the region has no pixel in the picture, whose size is " + size + "×" + size
                    + "; draw it on the face");
        }
        return new RegionMask(size, values);
    }

    /**
     * The mask at a resolution R of the network: each pixel is the mean over the part of the picture that it covers, (size/R)²
     * pixels, and the whole is then convolved with a Gaussian whose standard deviation is {@code feather·R/size} pixels of R, beyond
     * the edges going on as at the edges.
     *
     * @param resolution R, of which the size is a multiple
     * @param feather    standard deviation in pixels of the picture, 0 for none
     * @return R×R, 0 to 1
     */
    public float[] at(int resolution, double feather) {
        int step = size / resolution;
        float[] mask = new float[resolution * resolution];
        for (int k = 0; k < values.length; k++) {
            mask[k / size / step * resolution + k % size / step] += values[k] / (step * step);
        }
        double sigma = feather / step;
        if (sigma > 0) {
            GaussianBlur blur = new GaussianBlur();
            blur.showProgress(false);
            blur.blurFloat(new FloatProcessor(resolution, resolution, mask), sigma, sigma, ACCURACY);
        }
        for (int k = 0; k < mask.length; k++) {
            mask[k] = Math.max(0, Math.min(1, mask[k]));
        }
        return mask;
    }
}
