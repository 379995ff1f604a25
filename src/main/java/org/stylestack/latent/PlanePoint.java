package org.stylestack.latent;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A point of the plane on which all seeds lie in rows of 100, as in stylegan3's visualizer: seed {@code column + 100 · row} at
 * whole columns and rows, beginning anew after the largest. Between seeds a face's w is blended of the four around it.
 */
public record PlanePoint(double column, double row) {

    /** Seeds in a row. */
    public static final int ROW = 100;

    /** The largest column and row. */
    public static final double FARTHEST = Seeds.LARGEST;

    /** A seed near a point, and its share of the face there. */
    public record Corner(long seed, double weight) {}

    /** @throws IllegalArgumentException if a number is not finite, or farther out than there are seeds */
    public PlanePoint {
        if (!(Math.abs(column) <= FARTHEST && Math.abs(row) <= FARTHEST)) {
            throw new IllegalArgumentException("face: column " + column + ", row " + row
                    + " is no point of the plane; give numbers from -4294967295 to 4294967295");
        }
    }

    /** Where a seed lies. */
    public static PlanePoint of(long seed) {
        return new PlanePoint(seed % ROW, seed / ROW);
    }

    /**
     * Reads a seed, {@code 42}, or a column and a row, {@code 42.25,0.5}.
     *
     * @param parameter whose text it is
     * @throws IllegalArgumentException if it is neither; the message is a sentence
     */
    public static PlanePoint parse(String parameter, String text) {
        String[] numbers = text.split(",", -1);
        try {
            if (numbers.length == 2) {
                return new PlanePoint(Double.parseDouble(numbers[0].strip()), Double.parseDouble(numbers[1].strip()));
            }
            Seeds seed = Seeds.parse(parameter, text);
            if (seed.count() == 1) {
                return of(seed.get(0));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(parameter + ": \"" + text.strip() + "\" is no point of the plane of seeds; write a seed,"
                + " like 42, or a column and a row, like 42.25,0.5");
    }

    /** The seeds around the point, those without a share left out; shares are bilinear, and sum to 1. */
    public List<Corner> corners() {
        double left = Math.floor(column);
        double top = Math.floor(row);
        double right = column - left;
        double down = row - top;
        List<Corner> corners = new ArrayList<>();
        add(corners, left, top, (1 - right) * (1 - down));
        add(corners, left + 1, top, right * (1 - down));
        add(corners, left, top + 1, (1 - right) * down);
        add(corners, left + 1, top + 1, right * down);
        return corners;
    }

    private static void add(List<Corner> corners, double column, double row, double weight) {
        if (weight > 0) {
            corners.add(new Corner(seed(column, row), weight));
        }
    }

    private static long seed(double column, double row) {
        return Math.floorMod((long) column + ROW * (long) row, Seeds.LARGEST + 1);
    }

    /** The seed at the point, where it lies on one. */
    public OptionalLong seed() {
        boolean whole = column == Math.rint(column) && row == Math.rint(row);
        return whole ? OptionalLong.of(seed(column, row)) : OptionalLong.empty();
    }

    /** The seed that is nearest. */
    public long nearestSeed() {
        return seed(Math.rint(column), Math.rint(row));
    }

    /** As {@link #parse} reads it. */
    public String text() {
        return seed().isPresent() ? Long.toString(seed().getAsLong()) : number(column) + "," + number(row);
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
