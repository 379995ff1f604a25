package org.stylestack.image;

import java.util.Arrays;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;

/** Pictures of one size side by side in one, on black. */
public final class Montage {

    private static final float BLACK = -1;

    private final Shape one;
    private final Shape whole;
    private final float[] canvas;

    /**
     * Of a generator's faces.
     *
     * @throws IllegalArgumentException if there are too many pictures for one; the message is a sentence
     */
    public Montage(Generator generator, long rows, long columns) {
        this(new Shape(1, generator.imageChannels(), generator.resolution(), generator.resolution()), rows, columns, BLACK);
    }

    /**
     * @param one        the shape of a picture, 1×C×H×W
     * @param background the value where no picture is put
     * @throws IllegalArgumentException if there are too many pictures for one; the message is a sentence
     */
    public Montage(Shape one, long rows, long columns, float background) {
        this.one = one;
        whole = shape(one, rows, columns);
        canvas = new float[(int) whole.count()];
        Arrays.fill(canvas, background);
    }

    /**
     * The shape of a montage of so many pictures.
     *
     * @throws IllegalArgumentException if there are too many for one; the message is a sentence
     */
    public static Shape shape(Shape one, long rows, long columns) {
        if ((double) one.count() * rows * columns > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("outputs: a montage of " + rows + " by " + columns + " pictures of " + one.w() + "×" + one.h()
                    + " pixels is too large for one picture; leave it out, or ask for fewer");
        }
        return new Shape(1, one.c(), (int) rows * one.h(), (int) columns * one.w());
    }

    /** The montage as a result to be announced. */
    public Series series(String name) {
        return new Series(Output.pictures(name), whole, Labels.of(1, index -> name, index -> name), whole.w());
    }

    /**
     * Puts a picture in its place.
     *
     * @param pictures C×H×W each, one after the other
     * @param index    of the picture among them
     */
    public void put(float[] pictures, int index, int row, int column) {
        for (int line = 0; line < one.c() * one.h(); line++) {
            int channel = line / one.h();
            int y = row * one.h() + line % one.h();
            System.arraycopy(pictures, index * (int) one.count() + line * one.w(),
                    canvas, (channel * whole.h() + y) * whole.w() + column * one.w(), one.w());
        }
    }

    /** 1×C×H×W of all pictures. */
    public Shape shape() {
        return whole;
    }

    /** The pixels, row-major. */
    public float[] values() {
        return canvas;
    }
}
