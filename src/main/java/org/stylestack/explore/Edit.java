package org.stylestack.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.stylestack.analysis.DirectionSeries;
import org.stylestack.analysis.Directions;
import org.stylestack.image.Samples;

/**
 * How far a face moves along directions in w.
 *
 * @param file       that the directions are from
 * @param strengths  by component, none of them 0: see {@link Directions#step}
 * @param layers     of w+ that move; not to be changed
 */
public record Edit(Path file, Directions directions, SortedMap<Integer, Double> strengths, BitSet layers) {

    public Edit {
        strengths = Collections.unmodifiableSortedMap(new TreeMap<>(strengths));
        layers = (BitSet) layers.clone();
    }

    /**
     * Reads directions and how far each goes, {@code 0:1.5,3:-2}.
     *
     * @param size numbers in one w of the model
     * @throws IllegalArgumentException if the text is no such list, or a component is not there; the message is a sentence
     */
    static Edit read(Path file, int size, String strengths, BitSet layers) throws IOException {
        Directions directions = Directions.read(file, size);
        SortedMap<Integer, Double> parsed = new TreeMap<>();
        for (String part : strengths.isBlank() ? new String[0] : strengths.split(",", -1)) {
            String[] pair = part.split(":", -1);
            try {
                int component = Integer.parseInt(pair[0].strip());
                double strength = Double.parseDouble(pair[1].strip());
                if (pair.length == 2 && Double.isFinite(strength) && parsed.put(component, strength) == null) {
                    directions.step(component);
                    continue;
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                // Said below.
            }
            throw new IllegalArgumentException("strengths: \"" + part.strip() + "\" is not a component and its strength; write"
                    + " 0:1.5,3:-2 for component 0 by 1.5 and 3 by -2");
        }
        parsed.values().removeIf(strength -> strength == 0);
        return new Edit(file, directions, parsed, layers);
    }

    /** The strengths as {@link #read} takes them. */
    String strengthsText() {
        StringJoiner text = new StringJoiner(",");
        strengths.forEach((component, strength) -> text.add(component + ":" + Samples.number(strength)));
        return text.toString();
    }

    /** w+ of one face, moved along one direction after the other: layers×w size. */
    float[] apply(float[] wPlus) {
        float[] moved = wPlus;
        for (var strength : strengths.entrySet()) {
            moved = new DirectionSeries(moved, new long[1], directions.step(strength.getKey()),
                    new double[] {strength.getValue()}, layers).wPlus(0, 1);
        }
        return moved;
    }
}
