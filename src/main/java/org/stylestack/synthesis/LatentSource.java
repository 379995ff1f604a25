package org.stylestack.synthesis;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
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

    /** {@link #sampleSeed} of all samples. */
    default long[] sampleSeeds() {
        return LongStream.range(0, count()).map(this::sampleSeed).toArray();
    }

    /** The latents themselves, whether or not they come from a file. */
    default LatentSource content() {
        return this;
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
     * Latents of a file, which are told apart by their rows there.
     *
     * @param content all that it holds: z, w or w+
     * @param file    its name
     * @param rows    those that are meant, from 0 on; empty for all
     * @param keys    of the parameters that gave both, for messages
     */
    record OfFile(LatentSource content, String file, Optional<Seeds> rows, Keys keys) implements LatentSource {

        /** The parameters that named a file and, perhaps, some of its rows. */
        public record Keys(String file, String rows) {}

        @Override
        public long count() {
            return rows.map(Seeds::count).orElse(content.count());
        }

        /** The row. */
        @Override
        public long sampleSeed(long index) {
            return rows.map(chosen -> chosen.get(index)).orElse(index);
        }

        /** Some of the rows one after the other, without their file. */
        LatentSource batch(long first, int batch) {
            if (content instanceof Z z) {
                return new Z(values(z.values(), z.size(), first, batch), z.size());
            } else if (content instanceof W w) {
                return new W(values(w.values(), w.size(), first, batch), w.size());
            }
            WPlus plus = (WPlus) content;
            return new WPlus(values(plus.values(), plus.size() * plus.layers(), first, batch), plus.size(), plus.layers());
        }

        private float[] values(float[] all, int size, long first, int batch) {
            float[] values = new float[batch * size];
            for (int n = 0; n < batch; n++) {
                System.arraycopy(all, Math.toIntExact(sampleSeed(first + n) * size), values, n * size, size);
            }
            return values;
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
