package org.stylestack.command;

import java.util.BitSet;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Layers of w+ as users name them: indices and ranges from 0, both ends included, {@code 0-2,5}; or the groups of Karras et al.
 * 2019, section 3.1: {@code coarse} (4 and 8 pixels), {@code middle} (16 and 32) and {@code fine} (64 and more).
 */
public final class StyleLayers {

    private static final int FIRST_MIDDLE = 4;
    private static final int FIRST_FINE = 8;
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(?:\\s*-\\s*(\\d{1,9}))?");

    private StyleLayers() {}

    /**
     * @param parameter whose text it is
     * @param layers    number of w in w+
     * @throws IllegalArgumentException if the text names none, or one that is not there; the message is a sentence
     */
    public static BitSet parse(String parameter, String text, int layers) {
        BitSet chosen = new BitSet(layers);
        for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            switch (part.strip()) {
                case "coarse" -> choose(chosen, parameter, part, 0, FIRST_MIDDLE - 1, layers);
                case "middle" -> choose(chosen, parameter, part, FIRST_MIDDLE, FIRST_FINE - 1, layers);
                case "fine" -> choose(chosen, parameter, part, FIRST_FINE, layers - 1, layers);
                default -> {
                    Matcher range = PART.matcher(part.strip());
                    if (!range.matches()) {
                        throw new IllegalArgumentException(parameter + ": \"" + part.strip()
                                + "\" names no layers; write them like 3-7 or 0-2,5, or coarse, middle, fine");
                    }
                    int first = Integer.parseInt(range.group(1));
                    choose(chosen, parameter, part, first, range.group(2) == null ? first : Integer.parseInt(range.group(2)), layers);
                }
            }
        }
        return chosen;
    }

    /** Layers as {@link #parse} reads them: {@code 0-2,5}. */
    public static String text(BitSet layers) {
        StringJoiner text = new StringJoiner(",");
        for (int first = layers.nextSetBit(0); first >= 0;) {
            int last = layers.nextClearBit(first) - 1;
            text.add(first == last ? Integer.toString(first) : first + "-" + last);
            first = layers.nextSetBit(last + 1);
        }
        return text.toString();
    }

    /** {@link #parse}, of which an empty text means all. */
    static BitSet parseOrAll(String parameter, String text, int layers) {
        if (!text.isBlank()) {
            return parse(parameter, text, layers);
        }
        BitSet all = new BitSet(layers);
        all.set(0, layers);
        return all;
    }

    private static void choose(BitSet chosen, String parameter, String part, int first, int last, int layers) {
        if (first > last || last >= layers) {
            throw new IllegalArgumentException(parameter + ": the model has no layers " + part.strip() + "; its w+ has the layers 0 to "
                    + (layers - 1));
        }
        chosen.set(first, last + 1);
    }
}
