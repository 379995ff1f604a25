package org.stylestack.command;

import java.util.Arrays;

/**
 * A weight for each layer of w+, as users write it: one number for all layers, or one for each, {@code 1,1,0.5,0}; or by layers as
 * {@link StyleLayers} names them, {@code 0-3:1,middle:0.5}, the others having weight 1.
 */
final class StyleWeights {

    private StyleWeights() {}

    /**
     * @param parameter whose text it is
     * @param layers    number of w in w+
     * @throws IllegalArgumentException if the text is none of these; the message is a sentence
     */
    static float[] parse(String parameter, String text, int layers) {
        float[] weights = new float[layers];
        Arrays.fill(weights, 1);
        String[] parts = text.split(",", -1);
        if (text.contains(":")) {
            for (String part : parts) {
                String[] sides = part.split(":", -1);
                if (sides.length != 2) {
                    throw refused(parameter, part, layers);
                }
                float weight = number(parameter, sides[1], layers);
                StyleLayers.parse(parameter, sides[0], layers).stream().forEach(layer -> weights[layer] = weight);
            }
        } else if (parts.length == 1) {
            Arrays.fill(weights, number(parameter, text, layers));
        } else if (parts.length == layers) {
            for (int layer = 0; layer < layers; layer++) {
                weights[layer] = number(parameter, parts[layer], layers);
            }
        } else {
            throw new IllegalArgumentException(parameter + ": " + parts.length + " weights are given, but w+ of this model has " + layers
                    + " layers; give one for each, or one for all, or some by layers like 0-3:1,middle:0.5");
        }
        return weights;
    }

    private static float number(String parameter, String text, int layers) {
        try {
            float number = Float.parseFloat(text.strip());
            if (Float.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw refused(parameter, text, layers);
    }

    private static IllegalArgumentException refused(String parameter, String part, int layers) {
        return new IllegalArgumentException(parameter + ": \"" + part.strip() + "\" is no weight; give a number for each of the " + layers
                + " layers of w+, or one for all, or some by layers like 0-3:1,middle:0.5");
    }
}
