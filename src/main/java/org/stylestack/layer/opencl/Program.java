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
     * OpenCL C with the files that it includes, each once, since a device's compiler sees no folder. A character is a byte of the files:
     * so a start neither decodes nor encodes what it only looks up.
     */
    String source() {
        StringBuilder text = new StringBuilder(defines);
        add(name, text, new HashSet<>());
        return text.toString();
    }

    /** {@code direct_gpu (ROWS 64, COLUMNS 64)}. */
    @Override
    public String toString() {
        return defines.isEmpty() ? name : name + " (" + defines.strip().replace("#define ", "").replace("\n", ", ") + ")";
    }

    /** @param included what is there already; it does not come again */
    private static void add(String name, StringBuilder text, Set<String> included) {
        if (!included.add(name)) {
            return;
        }
        String file = read(name);
        int from = 0;
        for (int at = file.indexOf(INCLUDE); at >= 0; at = file.indexOf(INCLUDE, from)) {
            int end = file.indexOf('\n', at) + 1;
            text.append(file.substring(from, at));
            add(file.substring(at + INCLUDE.length(), file.lastIndexOf(".cl", end)), text, included);
            from = end;
        }
        text.append(file.substring(from));
    }

    private static String read(String name) {
        try (InputStream file = Program.class.getResourceAsStream("/opencl/" + name + ".cl")) {
            return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
