package org.stylestack.synthesis;

import java.io.IOException;
import java.util.Map;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;

/** What the faces are made of. */
public sealed interface LatentSource {

    /** Number of samples. */
    long count();

    /** The number by which random noise tells samples apart: the seed, or the index where latents are given. */
    default long sampleSeed(long index) {
        return index;
    }

    /** How many samples, one after the other, are always computed in one batch, since they depend on one another. */
    default int together() {
        return 1;
    }

    /** z drawn by seed. */
    record Drawn(Seeds seeds, Rng rng) implements LatentSource {
        @Override
        public long count() {
            return seeds.count();
        }

        @Override
        public long sampleSeed(long index) {
            return seeds.get(index);
        }
    }

    /** z given, N×z size. */
    record Z(float[] values, int size) implements LatentSource {
        @Override
        public long count() {
            return values.length / size;
        }
    }

    /** w given, N×w size; truncated like any other. */
    record W(float[] values, int size) implements LatentSource {
        @Override
        public long count() {
            return values.length / size;
        }
    }

    /** w+ given, N×layers×w size; truncated like any other. */
    record WPlus(float[] values, int size, int layers) implements LatentSource {
        @Override
        public long count() {
            return values.length / (size * layers);
        }
    }

    /**
     * w+ that is computed batch by batch when its faces are, as in grids, walks and edits; it is taken as it is, untruncated.
     * It tells by {@link #sampleSeed} which samples share their random noise.
     */
    non-sealed interface Computed extends LatentSource {

        /** w+ of some samples, batch×layers×w size. */
        float[] wPlus(long first, int batch) throws IOException;
    }

    /** Styles given by layer name, N×inputs (StyleSpace; Wu, Lischinski and Shechtman 2021). */
    record Styles(Map<String, float[]> values, long count) implements LatentSource {}
}
