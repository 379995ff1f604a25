package org.stylestack.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of code in the documentation, or a whole macro between fences.
 *
 * @param document the Markdown file
 * @param text     without indent
 */
record Example(Path document, String text) {

    private static final Pattern LINE = Pattern.compile("^    (\\S.*)$", Pattern.MULTILINE);
    private static final Pattern FENCED = Pattern.compile("^```(\\w+)\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`((?:stylestack |run\\()[^`]+)`");

    private static final Pattern SHELL = Pattern.compile("(?:^|&& )(?:java -jar target/stylestack-cli\\.jar|stylestack) (.*)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            List<Path> pages = files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
            return Stream.concat(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), pages.stream()).toList();
        }
    }

    /** Those of a document: indented lines, then macros between fences, then what stands between backquotes, each in its order. */
    static List<Example> in(Path document) throws IOException {
        String text = Files.readString(document);
        List<Example> examples = new ArrayList<>();
        LINE.matcher(FENCED.matcher(text).replaceAll("")).results().forEach(line -> examples.add(new Example(document, line.group(1))));
        FENCED.matcher(text).results().filter(block -> block.group(1).equals("ijm"))
                .forEach(block -> examples.add(new Example(document, block.group(2))));
        INLINE.matcher(text).results().forEach(code -> examples.add(new Example(document, code.group(1))));
        return examples;
    }

    boolean isMacro() {
        return text.startsWith("run(");
    }

    /** The arguments of a call of StyleStack, without quotation marks. */
    Optional<List<String>> arguments() {
        Matcher shell = SHELL.matcher(text);
        return shell.find() ? Optional.of(WORD.matcher(shell.group(1)).results()
                .map(word -> word.group(1) != null ? word.group(1) : word.group(2)).toList()) : Optional.empty();
    }
}
