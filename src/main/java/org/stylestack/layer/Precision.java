package org.stylestack.layer;

/** Which algorithms may compute a convolution. */
public enum Precision {
    /** Direct convolutions alone: they differ from a reference in float32 by at most 1e-5 of the largest number, if that is over 1. */
    EXACT,
    /**
     * Winograd's algorithm, too: about twice as fast, at most 5e-5 (Lavin and Gray, Fast Algorithms for Convolutional Neural
     * Networks, 2016).
     */
    FAST
}
