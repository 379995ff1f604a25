package org.stylestack.generator;

import java.util.Optional;

/**
 * The layers of one resolution.
 *
 * @param resolution height and width of the block's output
 * @param conv0      the layer that doubles the resolution; empty at 4×4
 * @param conv1      the layer that keeps it
 * @param toRgb      the layer that makes the image; in orig and resnet generators only the last block has one
 * @param residual   the 1×1 up layer around conv0 and conv1 of resnet generators
 */
public record SynthesisBlock(
        int resolution,
        Optional<ConvolutionParameters> conv0,
        ConvolutionParameters conv1,
        Optional<ConvolutionParameters> toRgb,
        Optional<ConvolutionParameters> residual) {}
