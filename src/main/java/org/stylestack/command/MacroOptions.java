package org.stylestack.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The options of ImageJ's macro function {@code run}: {@code key=value} between spaces, values with spaces in
 * {@code [brackets]} or {@code 'quotes'}, and a key alone for {@code key=true}. Keys may be typed in any case.
 */
public final class MacroOptions {

    private final String options;
    private int at;

    private MacroOptions(String options) {
        this.options = options;
    }

    /**
     * Values by key, in the order given.
     *
     * @throws IllegalArgumentException if a key is given twice, or a bracket or quote does not close; the message is a sentence
     */
    public static Map<String, String> parse(String options) {
        MacroOptions reader = new MacroOptions(options.strip() + " ");
        Map<String, String> values = new LinkedHashMap<>();
        while (!reader.options.substring(reader.at).isBlank()) {
            String key = reader.key();
            if (values.put(key, reader.value(key)) != null) {
                throw new IllegalArgumentException(key + ": it is given twice; give it once");
            }
        }
        return values;
    }

    private String key() {
        while (options.charAt(at) == ' ') {
            at++;
        }
        int end = options.indexOf(' ', at);
        int equals = options.indexOf('=', at);
        return take(equals >= 0 && equals < end ? equals : end).toLowerCase(Locale.ROOT);
    }

    private String value(String key) {
        if (options.charAt(at) != '=') {
            return "true";
        }
        at++;
        return switch (options.charAt(at)) {
            case '[' -> enclosed(key, closingBracket());
            case '\'' -> enclosed(key, options.indexOf('\'', at + 1));
            default -> take(options.indexOf(' ', at));
        };
    }

    private String enclosed(String key, int end) {
        if (end < 0) {
            throw new IllegalArgumentException(key + ": the value that opens with " + options.charAt(at)
                    + " does not close; put values with spaces in [brackets]");
        }
        at++;
        String value = take(end);
        at++;
        return value;
    }

    /** As in ImageJ, brackets within brackets come in pairs. */
    private int closingBracket() {
        int open = 0;
        for (int k = at; k < options.length(); k++) {
            open += options.charAt(k) == '[' ? 1 : options.charAt(k) == ']' ? -1 : 0;
            if (open == 0) {
                return k;
            }
        }
        return -1;
    }

    private String take(int end) {
        String taken = options.substring(at, end);
        at = end;
        return taken;
    }
}
