package org.stylestack.image;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How an image was made: every option under its own name, and the model, device and version that served. As text it is a
 * line {@code name=value} each, which people read under <em>Image &gt; Show Info…</em> and macros by {@code getInfo("psi")}.
 */
public record Provenance(Map<String, String> entries) {

    public Provenance {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Reads what {@link #toString} wrote; other lines are passed over. */
    public static Provenance parse(String text) {
        Map<String, String> entries = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                entries.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        });
        return new Provenance(entries);
    }

    @Override
    public String toString() {
        return entries.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue() + "\n").collect(Collectors.joining());
    }
}
