package org.stylestack.analysis;

import java.util.Arrays;
import java.util.BitSet;
import org.stylestack.synthesis.LatentSource;

/**
 * Faces moved along a direction, face by face from the first strength to the last. The pictures of one face share its random
 * noise.
 *
 * @param wPlus     of the faces, truncated, N×layers×w size
 * @param seeds     by which random noise tells the N faces apart
 * @param direction strength 1 of it, [w size]: see {@link Directions#step}
 * @param strengths of the series
 * @param moved     the layers of w+ that are moved
 */
public record DirectionSeries(float[] wPlus, long[] seeds, float[] direction, double[] strengths, BitSet moved)
        implements LatentSource.Computed {

    @Override
    public long count() {
        return (long) seeds.length * strengths.length;
    }

    @Override
    public long sampleSeed(long index) {
        return seeds[(int) (index / strengths.length)];
    }

    /** The strength of a picture. */
    public double strength(long index) {
        return strengths[(int) (index % strengths.length)];
    }

    /** {@code w+ + strength · direction} in the layers that are moved. */
    @Override
    public float[] wPlus(long first, int batch) {
        int one = wPlus.length / seeds.length;
        float[] series = new float[batch * one];
        for (int n = 0; n < batch; n++) {
            int face = (int) ((first + n) / strengths.length);
            System.arraycopy(move(Arrays.copyOfRange(wPlus, face * one, (face + 1) * one), strength(first + n)), 0, series,
                    n * one, one);
        }
        return series;
    }

    private float[] move(float[] face, double strength) {
        int size = direction.length;
        moved.stream().forEach(layer -> {
            for (int k = 0; k < size; k++) {
                face[layer * size + k] += (float) (strength * direction[k]);
            }
        });
        return face;
    }
}
