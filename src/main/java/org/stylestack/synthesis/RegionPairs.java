package org.stylestack.synthesis;

/**
 * Faces, each followed by the one whose features it takes inside a region, for {@link RegionBlend}: samples 0, 2, 4… are the
 * edited faces, 1, 3, 5… the others. Each has the random noise of its own seed.
 *
 * @param faces       w+ of the edited faces, N×layers×w size
 * @param faceSeeds   by which random noise tells the N faces apart
 * @param seconds     w+ of the others: N×layers×w size, or 1×layers×w size for all
 * @param secondSeeds as many as the others
 */
public record RegionPairs(float[] faces, long[] faceSeeds, float[] seconds, long[] secondSeeds) implements LatentSource.Computed {

    @Override
    public long count() {
        return 2L * faceSeeds.length;
    }

    @Override
    public int together() {
        return 2;
    }

    @Override
    public long sampleSeed(long index) {
        int pair = (int) (index / 2);
        return index % 2 == 0 ? faceSeeds[pair] : secondSeeds[secondOf(pair)];
    }

    private int secondOf(int pair) {
        return secondSeeds.length == 1 ? 0 : pair;
    }

    @Override
    public float[] wPlus(long first, int batch) {
        int one = faces.length / faceSeeds.length;
        float[] wPlus = new float[batch * one];
        for (int n = 0; n < batch; n++) {
            int pair = (int) ((first + n) / 2);
            boolean isFace = (first + n) % 2 == 0;
            float[] from = isFace ? faces : seconds;
            int index = isFace ? pair : secondOf(pair);
            System.arraycopy(from, index * one, wPlus, n * one, one);
        }
        return wPlus;
    }
}
