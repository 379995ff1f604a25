package org.stylestack.generator;

/** How the blocks of a generator are joined (Karras et al. 2020, figure 7). */
public enum Architecture {
    /** One chain; the last block makes the image. */
    ORIG,
    /** Each block adds its own RGB to the upsampled sum of the blocks below. */
    SKIP,
    /** Each block has a residual branch; the last block makes the image. */
    RESNET
}
