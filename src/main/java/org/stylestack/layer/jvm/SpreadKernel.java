package org.stylestack.layer.jvm;

import org.stylestack.layer.aparapi.LayerKernel;

/** Spreads a picture, times the style, into the factors of {@link ChannelKernel}'s products; an item is a sample's some inputs. */
final class SpreadKernel extends LayerKernel {

    /** Inputs of an item. */
    private static final int BLOCK = 16;

    private final Taps taps;
    private final float[] x;
    private final float[] style;
    private final int inputs;
    private final int height;
    private final int width;
    /** For each sample and phase, places × (shifts × inputs) as {@link Product} wants it. */
    private final float[][][] pixels;

    SpreadKernel(Taps taps, float[] x, float[] style, int samples, int inputs, int height, int width) {
        this.taps = taps;
        this.x = x;
        this.style = style;
        this.inputs = inputs;
        this.height = height;
        this.width = width;
        this.pixels = new float[samples][taps.phases().length][];
        for (float[][] own : pixels) {
            for (int phase = 0; phase < own.length; phase++) {
                own[phase] = new float[Product.size(taps.places(height, width), taps.phases()[phase].length * inputs)];
            }
        }
    }

    /** The items of one sample. */
    int groups() {
        return (inputs + BLOCK - 1) / BLOCK;
    }

    float[][][] pixels() {
        return pixels;
    }

    @Override
    public void run() {
        int item = first + getGlobalId();
        if (item < items) {
            int sample = item / groups();
            int begin = item % groups() * BLOCK;
            for (int input = begin; input < Math.min(inputs, begin + BLOCK); input++) {
                for (int phase = 0; phase < taps.phases().length; phase++) {
                    int[] shifts = taps.phases()[phase];
                    for (int k = 0; k < shifts.length; k++) {
                        spread(sample * inputs + input, taps.shifts()[shifts[k]], pixels[sample][phase], k * inputs + input, shifts.length * inputs);
                    }
                }
            }
        }
    }

    private void spread(int plane, Taps.Shift shift, float[] into, int k, int depth) {
        int columns = width + taps.more();
        for (int row = Math.max(0, -shift.dy()); row < Math.min(height + taps.more(), height - shift.dy()); row++) {
            int from = (plane * height + row + shift.dy()) * width + shift.dx();
            for (int column = Math.max(0, -shift.dx()); column < Math.min(columns, width - shift.dx()); column++) {
                into[Product.at(row * columns + column, k, depth)] = x[from + column] * style[plane];
            }
        }
    }
}
