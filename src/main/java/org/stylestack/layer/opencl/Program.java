package org.stylestack.layer.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the folder {@code opencl/} with what the host defines for it.
 *
 * @param name    the file's name, without its ending
 * @param defines lines of {@code #define}
 */
record Program(String name, String defines) {

    private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(\\w+)\\.cl\"$");

    Program(String name) {
        this(name, "");
    }

    /**
     * OpenCL C with the files that it includes, each once, since a device's compiler sees no folder; in ASCII, since not every compiler
     * takes other characters, even in comments.
     */
    String source() {
        return defines + text(name, new HashSet<>()).replaceAll("[^\\x00-\\x7f]", "?");
    }

    /** {@code direct_gpu (ROWS 64, COLUMNS 64)}. */
    @Override
    public String toString() {
        return defines.isEmpty() ? name : name + " (" + defines.strip().replace("#define ", "").replace("\n", ", ") + ")";
    }

    /** @param included what is there already; it does not come again */
    private static String text(String name, Set<String> included) {
        if (!included.add(name)) {
            return "";
        }
        try (InputStream file = Program.class.getResourceAsStream("/opencl/" + name + ".cl")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return INCLUDE.matcher(text).replaceAll((MatchResult include) -> Matcher.quoteReplacement(text(include.group(1), included)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
