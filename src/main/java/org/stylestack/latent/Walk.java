package org.stylestack.latent;

/**
 * A way through latents in equal steps, of any length: its points are computed when they are asked for.
 *
 * @param keys   the latents, keys×size; at least two
 * @param size   numbers in one
 * @param curve  from one to the next
 * @param looped whether the way goes on from the last to the first; without the first again at its end
 * @param points number of points in all; unless looped, the first is the first latent, and the last the last
 */
public record Walk(float[] keys, int size, Curve curve, boolean looped, long points) {

    private int count() {
        return keys.length / size;
    }

    /** Some points, one after the other: count×size. */
    public float[] at(long first, int count) {
        float[] values = new float[count * size];
        for (int n = 0; n < count; n++) {
            put(values, n * size, place(first + n));
        }
        return values;
    }

    /** The place of a point among the keys: 1.5 is between the second and the third. */
    private double place(long point) {
        if (looped) {
            return (double) point * count() / points;
        }
        return points == 1 ? 0 : (double) point * (count() - 1) / (points - 1);
    }

    private void put(float[] values, int at, double place) {
        int last = looped ? count() - 1 : count() - 2;
        int from = Math.min((int) place, last);
        double angle = angle(from, from + 1);
        for (int k = 0; k < size; k++) {
            values[at + k] = (float) curve.between(
                    key(from - 1, k), key(from, k), key(from + 1, k), key(from + 2, k), place - from, angle);
        }
    }

    /** A number of a key; beyond the ends of a way that is not looped it goes straight on. */
    private double key(int key, int k) {
        int last = count() - 1;
        if (looped) {
            return keys[Math.floorMod(key, count()) * size + k];
        } else if (key < 0) {
            return 2.0 * keys[k] - keys[size + k];
        } else if (key > last) {
            return 2.0 * keys[last * size + k] - keys[(last - 1) * size + k];
        }
        return keys[key * size + k];
    }

    private double angle(int a, int b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int k = 0; k < size; k++) {
            product += key(a, k) * key(b, k);
            squareA += key(a, k) * key(a, k);
            squareB += key(b, k) * key(b, k);
        }
        return Math.acos(Math.max(-1, Math.min(1, product / Math.sqrt(squareA * squareB))));
    }
}
