package org.stylestack.install;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * How an entry of the menu is tried: a line of {@code runs.txt}.
 *
 * @param macro  what runs it
 * @param images what is open then: {@code faces 64x64x3, skips 0004 4x4x3}
 */
public record Run(String macro, String images) {

    /** All, in their order. */
    public static List<Run> all() {
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Run.class.getResourceAsStream("/install/runs.txt")), StandardCharsets.UTF_8))) {
            return file.lines().filter(line -> !line.startsWith("#")).map(line -> {
                int arrow = line.indexOf("=>");
                return new Run(line.substring(0, arrow).strip(), line.substring(arrow + 2).strip());
            }).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it runs the entry of this label. */
    public boolean isOf(String label) {
        return macro.contains("run(\"" + label + "\"");
    }
}
