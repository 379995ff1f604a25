package org.stylestack.layer.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A file of the folder {@code opencl/} with what the host defines for it.
 *
 * @param name    the file's name, without its ending
 * @param defines lines of {@code #define}
 */
record Program(String name, String defines) {

    private static final String INCLUDE = "#include \"";

    Program(String name) {
        this(name, "");
    }

    /**
     * OpenCL C with the files that it includes, each once, since a device's compiler sees no folder; in ASCII, since not every
     * compiler takes other characters, even in comments.
     */
    String source() {
        StringBuilder text = new StringBuilder(defines);
        add(name, text, new HashSet<>());
        return new String(text.toString().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
    }

    /** {@code direct_gpu (ROWS 64, COLUMNS 64)}. */
    @Override
    public String toString() {
        return defines.isEmpty() ? name : name + " (" + defines.strip().replace("#define ", "").replace("\n", ", ") + ")";
    }

    /**
     * Line by line, which takes a start a tenth of a second less than patterns do.
     *
     * @param included what is there already; it does not come again
     */
    private static void add(String name, StringBuilder text, Set<String> included) {
        if (!included.add(name)) {
            return;
        }
        try (InputStream file = Program.class.getResourceAsStream("/opencl/" + name + ".cl")) {
            new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                if (line.startsWith(INCLUDE)) {
                    add(line.substring(INCLUDE.length(), line.lastIndexOf(".cl")), text, included);
                } else {
                    text.append(line).append('\n');
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
