package org.stylestack.generator;

import java.util.List;
import java.util.Optional;

/**
 * The mapping network z → w.
 *
 * @param zSize     numbers in z; 0 for a network that sees the class only
 * @param embedding the class label's layer, whose normalised output is appended to z; empty where there are no classes
 * @param layers    the fully connected layers after normalisation
 */
public record MappingNetwork(int zSize, Optional<FullyConnectedParameters> embedding, List<FullyConnectedParameters> layers) {

    /** Numbers in a class label; 0 where there are no classes. */
    public int classes() {
        return embedding.map(FullyConnectedParameters::inputs).orElse(0);
    }

    /** Numbers in w. */
    public int wSize() {
        return layers.get(layers.size() - 1).outputs();
    }
}
