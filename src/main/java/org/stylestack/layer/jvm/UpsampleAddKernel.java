package org.stylestack.layer.jvm;

import static org.stylestack.layer.jvm.Scratch.FIRST;

import org.stylestack.layer.aparapi.LayerKernel;

/** The skip connection, own + upsample2d(below), where it does not follow a to-RGB layer; an item is a plane. */
final class UpsampleAddKernel extends LayerKernel {

    private final Upsampling below;
    private final float[] own;
    private final float[] sum;
    /** Of the sum. */
    private final int height;
    private final int width;

    UpsampleAddKernel(Upsampling below, float[] own, float[] sum, int height, int width) {
        this.below = below;
        this.own = own;
        this.sum = sum;
        this.height = height;
        this.width = width;
    }

    @Override
    public void run() {
        int plane = first + getGlobalId();
        if (plane < items) {
            Upsampling upsampling = below.another();
            float[][] lines = Scratch.rows(2, width);
            for (int y = 0; y < height; y++) {
                upsampling.row(plane, y, lines[0], 0);
                int at = (plane * height + y) * width;
                System.arraycopy(own, at, lines[1], FIRST, width);
                Upsampling.add(lines[0], lines[1], width);
                System.arraycopy(lines[0], FIRST, sum, at, width);
            }
        }
    }
}
