package org.stylestack.analysis;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Strengths as people write them: {@code -3:3:7} for seven from -3 to 3, or a list, {@code -3,0,3}. */
public final class Strengths {

    private static final int MOST = 100_000;

    private Strengths() {}

    /**
     * @param parameter whose text it is
     * @throws IllegalArgumentException if it is neither; the message is a sentence
     */
    public static double[] parse(String parameter, String text) {
        try {
            String[] range = text.split(":", -1);
            if (range.length == 1) {
                return Arrays.stream(text.split(",", -1)).mapToDouble(Strengths::number).toArray();
            }
            int count = Integer.parseInt(range[2].strip());
            double from = number(range[0]);
            double to = number(range[1]);
            if (range.length == 3 && count >= 2 && count <= MOST) {
                // By whole steps from both ends, so that the middle of -3:3:7 is 0 and no rounding error.
                return IntStream.range(0, count).mapToDouble(k -> (from * (count - 1 - k) + to * k) / (count - 1)).toArray();
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Said below.
        }
        throw new IllegalArgumentException(parameter + ": \"" + text + "\" is no range of strengths; write -3:3:7 for seven"
                + " from -3 to 3, or a list like -3,0,3");
    }

    private static double number(String text) {
        double number = Double.parseDouble(text.strip());
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(text);
        }
        return number;
    }
}
