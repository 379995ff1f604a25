package org.stylestack.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stylestack.cli.Shell;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The page of a command in {@code docs/commands}: what it does and its parameters, made from the declaration that its dialog,
 * macros and shell go by, around a part that people write.
 */
record CommandPage(CommandDeclaration declaration) {

    static final Path FOLDER = Path.of("docs", "commands");

    private static final String BY_HAND = "<!-- Written by hand: -->\n";
    private static final String MADE = "<!-- Made from the declaration by CommandPagesTest: -->\n";
    private static final Pattern SUBCOMMAND = Pattern.compile("^    java -jar target/stylestack-cli\\.jar ([a-z-]+)", Pattern.MULTILINE);
    private static final Pattern CLASS = Pattern.compile("MenuEntry\\(\"(.*)\"\\)");
    private static final Set<String> HELP = Set.of("--help", "--version");

    /** Of all entries of the menu, in their order. */
    static List<CommandPage> all() throws IOException {
        Matcher entries = CLASS.matcher(Files.readString(Path.of("src/main/resources/plugins.config")));
        return entries.results().map(entry -> new CommandPage(CommandDeclaration.of(CommandDeclaration.named(entry.group(1))))).toList();
    }

    Path file() {
        return FOLDER.resolve(declaration.label().replace("...", "").replace(' ', '-') + ".md");
    }

    /**
     * The whole page.
     *
     * @param page what it is now, whose part by hand stays; may be empty
     */
    String text(String page) {
        int begin = page.indexOf(BY_HAND);
        String byHand = begin < 0 ? "\n" : page.substring(begin + BY_HAND.length(), page.indexOf(MADE));
        return "# " + declaration.label() + "\n\n*Plugins > StyleStack > " + declaration.label() + "* "
                + escaped(declaration.help()) + "\n\n" + BY_HAND + byHand + MADE + parameters(subcommand(byHand));
    }

    /** The shell's command that the last example calls; null where the shell has none. */
    private static CommandSpec subcommand(String byHand) {
        return SUBCOMMAND.matcher(byHand).results().map(example -> Shell.subcommand(example.group(1))).reduce(null, (first, last) -> last);
    }

    private String parameters(CommandSpec shell) {
        StringBuilder text = new StringBuilder("\n## Parameters\n\nWhat is not given takes its default; an unknown name or an impossible"
                + " value is an error that names it.\n");
        if (declaration.parameters().stream().anyMatch(CommandParameter::isRare)) {
            text.append("Those with † are under *More options* in the dialog.\n");
        }
        boolean isFirst = true;
        for (CommandParameter parameter : declaration.parameters()) {
            if (isFirst || !parameter.heading().isEmpty()) {
                text.append(parameter.heading().isEmpty() ? "" : "\n### " + parameter.heading() + "\n");
                text.append("\n| dialog | macro |").append(shell == null ? "" : " shell |").append(" allowed | default | means |\n|---|---|")
                        .append(shell == null ? "" : "---|").append("---|---|---|\n");
            }
            isFirst = false;
            text.append(row(parameter, shell));
        }
        return shell == null ? text.toString() : text + shellAlone(shell);
    }

    private static String row(CommandParameter parameter, CommandSpec shell) {
        String initial = parameter.initialText();
        return Stream.of(escaped(parameter.label()) + (parameter.isRare() ? " †" : ""), code(parameter.key()),
                shell == null ? null : option(parameter.key(), shell), allowed(parameter), initial.isEmpty() ? "" : code(initial),
                escaped(parameter.help())).filter(cell -> cell != null).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** The shell's option, empty where it is not offered, or where there is none its parameter without a name. */
    private static String option(String key, CommandSpec shell) {
        OptionSpec option = shell.findOption(Shell.option(key));
        if (option != null && option.hidden()) {
            return "";
        }
        return code(option != null ? option.longestName() : shell.positionalParameters().get(0).paramLabel());
    }

    private static String allowed(CommandParameter parameter) {
        if (parameter.type() == String.class && parameter.choices().isEmpty()) {
            return switch (parameter.style()) {
                case CommandParameter.FILE, CommandParameter.MODEL -> "a file";
                case CommandParameter.DEVICE -> "a device";
                default -> parameter.hint().isEmpty() ? "a text" : escaped(parameter.hint());
            };
        }
        return escaped(parameter.allowed()) + (parameter.hint().isEmpty() ? "" : " (" + escaped(parameter.hint()) + ")");
    }

    private String shellAlone(CommandSpec shell) {
        Set<String> declared = declaration.parameters().stream().map(parameter -> Shell.option(parameter.key())).collect(Collectors.toSet());
        List<OptionSpec> alone = shell.options().stream().filter(option -> !declared.contains(option.longestName()))
                .filter(option -> !HELP.contains(option.longestName())).toList();
        return alone.isEmpty() ? "" : alone.stream()
                .map(option -> "| " + code(option.longestName()) + " | " + escaped(String.join(" ", option.description())) + " |\n")
                .collect(Collectors.joining("", "\n### Of the shell alone\n\n| shell | means |\n|---|---|\n", ""));
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    /** As text that Markdown shows as it is. */
    private static String escaped(String text) {
        return text.replaceAll("[*|<_]", "\\\\$0");
    }
}
