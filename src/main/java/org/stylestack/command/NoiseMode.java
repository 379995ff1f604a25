package org.stylestack.command;

import org.stylestack.synthesis.Noise;

/** The noise of the layers, as users choose it. */
public enum NoiseMode {
    CONSTANT, RANDOM, NONE;

    /** @param seed of random noise */
    public Noise noise(long seed) {
        return switch (this) {
            case CONSTANT -> new Noise.Constant();
            case RANDOM -> new Noise.Random(seed);
            case NONE -> new Noise.None();
        };
    }
}
