package org.stylestack.generator;

import java.util.Optional;
import org.stylestack.checkpoint.Tensor;

/**
 * A modulated convolution and what follows it: noise, bias and activation (Karras et al. 2020, section 2.2).
 * To-RGB layers are 1×1, not demodulated, without noise, and linear; a residual branch has no affine layer.
 *
 * @param name        the layer's name in NVIDIA's networks: {@code b8.conv0}, {@code b8.torgb}
 * @param latentIndex which w of w+ the layer reads
 * @param affine      A: w → style s, one number an input channel; empty where the layer is not modulated
 * @param weight      W, [outputs, inputs, k, k], k = 1 or 3
 * @param resampling  whether the layer doubles or halves the resolution, or keeps it
 * @param demodulate  whether each output is scaled by 1/√(Σ (W·s)² + 1e-8)
 * @param weightGain  factor of W
 * @param noise       the noise added or concatenated before the bias, if any
 * @param bias        [outputs], or [2·outputs] where noise is concatenated; empty for none
 */
public record ConvolutionParameters(
        String name,
        int latentIndex,
        Optional<FullyConnectedParameters> affine,
        Tensor weight,
        Resampling resampling,
        boolean demodulate,
        float weightGain,
        Optional<NoiseParameters> noise,
        Optional<Tensor> bias,
        Activation activation) {

    /** What a layer does to the resolution. */
    public enum Resampling { NONE, UP, DOWN }

    /**
     * The noise of a layer.
     *
     * @param strength     factor of the noise
     * @param plane        the checkpoint's own noise, [H, W]; empty where it holds none
     * @param concatenated whether the noise is a feature map appended to the channels instead of a plane added to them
     */
    public record NoiseParameters(float strength, Optional<Tensor> plane, boolean concatenated) {}

    /** The convolution alone, without noise, bias and activation. */
    public ConvolutionParameters bare() {
        return new ConvolutionParameters(name, latentIndex, affine, weight, resampling, demodulate, weightGain, Optional.empty(),
                Optional.empty(), Activation.NONE);
    }

    /** Channels of the convolution's input. */
    public int inputs() {
        return weight.size(1);
    }

    /** Channels of the convolution's output, before noise is concatenated. */
    public int outputs() {
        return weight.size(0);
    }

    /** k of the k×k kernel. */
    public int kernelSize() {
        return weight.size(2);
    }

    /** Channels that leave the layer. */
    public int channels() {
        return hasConcatenatedNoise() ? 2 * outputs() : outputs();
    }

    public boolean hasConcatenatedNoise() {
        return noise.isPresent() && noise.get().concatenated();
    }
}
