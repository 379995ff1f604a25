package org.stylestack.command;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.stylestack.analysis.Statistics;

/**
 * Which channels of a layer's map are shown.
 *
 * @param given their indices; empty where these are not given
 * @param most  how many, of those that vary most over their pixels; 0 for all
 */
record ChannelChoice(List<Integer> given, int most) {

    private static final Pattern PART = Pattern.compile("(\\d{1,6})(?:\\s*-\\s*(\\d{1,6}))?");

    /**
     * @param text indices and ranges from 0, both ends included, {@code 0,5-7}; empty for {@code most}, or all
     * @throws IllegalArgumentException if the text is no list of channels, or both are given; the message is a sentence
     */
    static ChannelChoice parse(String text, int most) {
        List<Integer> given = new ArrayList<>();
        if (text.isBlank()) {
            return new ChannelChoice(given, most);
        }
        if (most > 0) {
            throw new IllegalArgumentException("channels: " + text + " are given, and the " + most + " of most variance, too; leave one out");
        }
        for (String part : text.split(",", -1)) {
            Matcher range = PART.matcher(part.strip());
            int first = range.matches() ? Integer.parseInt(range.group(1)) : 1;
            int last = !range.matches() ? 0 : range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first > last) {
                throw new IllegalArgumentException("channels: \"" + part.strip() + "\" names no channels; write them like 0,5-7");
            }
            IntStream.rangeClosed(first, last).forEach(given::add);
        }
        return new ChannelChoice(given, most);
    }

    boolean isAll() {
        return given.isEmpty() && most == 0;
    }

    /**
     * How many of a layer's channels are shown.
     *
     * @throws IllegalArgumentException if it lacks one of them; the message is a sentence
     */
    int count(String layer, int channels) {
        for (int channel : given) {
            if (channel >= channels) {
                throw new IllegalArgumentException("channels: the layer " + layer + " has the channels 0 to " + (channels - 1) + ", but "
                        + channel + " was asked for; choose other channels, or layers that have it");
            }
        }
        return !given.isEmpty() ? given.size() : most == 0 ? channels : Math.min(most, channels);
    }

    /**
     * The channels of one sample's map in the order in which they are shown.
     *
     * @param values holds C×H×W from an index on
     */
    List<Integer> of(float[] values, int from, int channels, int pixels) {
        if (!given.isEmpty()) {
            return given;
        }
        List<Integer> all = IntStream.range(0, channels).boxed().toList();
        if (most == 0) {
            return all;
        }
        double[] deviations = all.stream()
                .mapToDouble(c -> Statistics.of(values, from + c * pixels, pixels, Float.POSITIVE_INFINITY).std()).toArray();
        return all.stream().sorted(Comparator.comparingDouble(c -> -deviations[c])).limit(most).toList();
    }
}
