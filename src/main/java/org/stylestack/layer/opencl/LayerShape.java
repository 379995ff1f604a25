package org.stylestack.layer.opencl;

import java.util.Locale;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;

/**
 * What the best way to compute a 3×3 layer depends on. The number of samples is not among it: a sample must come out the
 * same to the bit in every batch.
 *
 * @param inputs    input channels
 * @param outputs   output channels
 * @param height    rows of the input
 * @param width     columns of the input
 * @param up        whether the layer doubles them
 * @param precision which algorithms may be taken
 */
record LayerShape(int inputs, int outputs, int height, int width, boolean up, Precision precision) {

    static LayerShape of(ConvolutionParameters parameters, Shape in, Precision precision) {
        return new LayerShape(parameters.inputs(), parameters.outputs(), in.h(), in.w(), parameters.resampling() == Resampling.UP,
                precision);
    }

    /** Where its plan is found among a device's choices: {@code fast.512-256.64x64}, {@code fast.up.512-256.32x32}. */
    String key() {
        return precision.name().toLowerCase(Locale.ROOT) + (up ? ".up." : ".") + inputs + "-" + outputs + "." + height + "x" + width;
    }

    /** Columns of the direct product for one sample. */
    long positions() {
        return up ? (height + 1L) * (width + 1) : (long) height * width;
    }

    /** Tiles of 4×4 pixels of one sample. */
    long tiles() {
        return (height + 3L) / 4 * ((width + 3) / 4);
    }
}
