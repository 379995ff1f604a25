package org.stylestack.synthesis;

import java.util.Map;

/** Where the noise of the layers comes from. */
public sealed interface Noise {

    /** The checkpoint's own planes. */
    record Constant() implements Noise {}

    /** Fresh normals, which depend on this seed, the sample's own seed, and the layer alone, however samples are batched. */
    record Random(long seed) implements Noise {}

    /** None. */
    record None() implements Noise {}

    /**
     * Planes given by layer name, [H, W] each ([C, H, W] where the layer concatenates), the same for every sample; layers
     * without one get none.
     */
    record Given(Map<String, float[]> planes) implements Noise {}

    /** Other noise, times a factor. */
    record Scaled(Noise noise, double factor) implements Noise {}

    /** Noise of its own for each layer, by layer name; layers without an entry get none. */
    record ByLayer(Map<String, Noise> layers) implements Noise {}
}
