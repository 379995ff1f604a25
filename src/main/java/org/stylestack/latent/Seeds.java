package org.stylestack.latent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of seeds as people write it: {@code "0-7,42"}. Ranges are kept as ranges, so a list may stand for 2³² seeds.
 *
 * @param ranges inclusive ranges in the order given
 */
public record Seeds(List<Range> ranges) {

    /** The largest seed. */
    public static final long LARGEST = 0xffffffffL;

    private static final Pattern PART = Pattern.compile("(\\d{1,18})(?:\\s*-\\s*(\\d{1,18}))?");

    /** The seeds from first to last, both included. */
    public record Range(long first, long last) {
        long count() {
            return last - first + 1;
        }
    }

    /** {@link #parse(String, String)} of the parameter {@code seeds}. */
    public static Seeds parse(String text) {
        return parse("seeds", text);
    }

    /**
     * @param parameter whose text it is
     * @throws IllegalArgumentException if the text is not a list of seeds from 0 to 2³²-1; the message is a sentence
     */
    public static Seeds parse(String parameter, String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.strip().split("\\s*,\\s*", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(parameter + ": \"" + part + "\" is not a seed or a range of seeds; write them like 0-7,42");
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            if (first > LARGEST || last > LARGEST) {
                throw new IllegalArgumentException(parameter + ": " + Math.max(first, last) + " is larger than 4294967295, the largest seed");
            }
            if (last < first) {
                throw new IllegalArgumentException(parameter + ": the range " + part + " runs backwards; write " + last + "-" + first);
            }
            ranges.add(new Range(first, last));
        }
        return new Seeds(List.copyOf(ranges));
    }

    /** Number of seeds. */
    public long count() {
        return ranges.stream().mapToLong(Range::count).sum();
    }

    /** The seed at an index from 0. */
    public long get(long index) {
        long left = index;
        for (Range range : ranges) {
            if (left < range.count()) {
                return range.first() + left;
            }
            left -= range.count();
        }
        throw new IndexOutOfBoundsException("seed " + index + " of " + count());
    }
}
