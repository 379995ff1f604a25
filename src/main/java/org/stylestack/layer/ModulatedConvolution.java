package org.stylestack.layer;

import java.util.Optional;

/** A modulated convolution with its noise, bias and activation, whose weights are on a device. */
public interface ModulatedConvolution extends AutoCloseable {

    /**
     * @param x     N×inputs×H×W
     * @param style N×inputs; empty for a layer that is not modulated
     * @param noise 1×1×H'×W' or N×1×H'×W' at the output's resolution, added after the layer's strength is applied; where the
     *              layer concatenates, 1×C×H'×W' or N×C×H'×W' with the layer's own number of channels; empty for no noise
     *              (zeros, where concatenated)
     * @return N×channels×H'×W', after activation
     */
    DeviceTensor apply(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise);

    /** Makes ready what the layer will need for inputs of a shape, as weights in the order of an algorithm; the host does not wait for it. */
    default void prepare(Shape input) {}

    /**
     * A to-RGB layer and the skip connection in one step, {@code apply(x, style, none) + upsample2d(below)}, to the same bits as
     * {@link #apply} and {@link Layers#upsampleAndAdd} with the layer's filter.
     *
     * @param below N×channels×H/2×W/2, the image so far
     * @param x     N×inputs×H×W
     * @param style N×inputs
     * @return N×channels×H×W; empty where the device takes two steps
     */
    default Optional<DeviceTensor> applyOnto(DeviceTensor below, DeviceTensor x, Optional<DeviceTensor> style) {
        return Optional.empty();
    }

    /**
     * A layer and the to-RGB layer after it with the skip connection in one step, without the map between them:
     * {@code toRgb.applyOnto(below, apply(x, style, noise), rgbStyle)}, to the same bits.
     *
     * @param toRgb    of the same device
     * @param rgbStyle N×channels
     * @param below    N×image channels×H/2×W/2, the image so far
     * @return N×image channels×H×W; empty where the device takes two steps
     */
    default Optional<DeviceTensor> applyToRgb(DeviceTensor x, Optional<DeviceTensor> style, Optional<DeviceTensor> noise,
            ModulatedConvolution toRgb, Optional<DeviceTensor> rgbStyle, DeviceTensor below) {
        return Optional.empty();
    }

    @Override
    void close();
}
