package org.stylestack.analysis;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Layers as people name them, {@code b4-b32 conv1, b64.*}: between commas a resolution or a range of them, and which of their
 * layers, each of which may be left out; {@code *} stands for any letters.
 */
public final class LayerNames {

    private static final Pattern PART = Pattern.compile("(?:b(\\d{1,9})(?:\\s*-\\s*b(\\d{1,9}))?)?[.\\s]*([a-z0-9*]*)");
    private static final Pattern NAME = Pattern.compile("b(\\d+)\\.(\\w+)");

    private LayerNames() {}

    /**
     * @param parameter whose text it is
     * @param names     of a model's layers: {@code b8.conv0}
     * @return those that are meant, in the order of {@code names}
     * @throws IllegalArgumentException if a part of the text means none; the message is a sentence
     */
    public static List<String> choose(String parameter, String text, List<String> names) {
        Set<String> chosen = new TreeSet<>();
        for (String part : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            Matcher matcher = PART.matcher(part.strip());
            List<String> meant = part.isBlank() || !matcher.matches() ? List.of()
                    : names.stream().filter(name -> matches(matcher, name)).toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException(parameter + ": \"" + part.strip() + "\" means no layer of this model; write"
                        + " b16.*, b4-b32 conv1 or"
                        + " conv*, where the layers are " + names.stream().collect(Collectors.joining(", ")));
            }
            chosen.addAll(meant);
        }
        return names.stream().filter(chosen::contains).toList();
    }

    private static boolean matches(Matcher part, String name) {
        Matcher layer = NAME.matcher(name);
        if (!layer.matches()) {
            return false;
        }
        int resolution = Integer.parseInt(layer.group(1));
        int from = part.group(1) == null ? 0 : Integer.parseInt(part.group(1));
        int to = part.group(1) == null ? Integer.MAX_VALUE : part.group(2) == null ? from : Integer.parseInt(part.group(2));
        String letters = part.group(3).isEmpty() ? "*" : part.group(3);
        return from <= resolution && resolution <= to && layer.group(2).matches(letters.replace("*", ".*"));
    }
}
