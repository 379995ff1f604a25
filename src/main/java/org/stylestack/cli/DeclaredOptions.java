package org.stylestack.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The parameters that a command declares, as the shell's options: {@code --noise-seed} for {@code noise_seed}. */
final class DeclaredOptions {

    private DeclaredOptions() {}

    static String optionName(String key) {
        // What dialogs show, a shell saves.
        return key.equals("outputs") ? "--save" : "--" + key.replace('_', '-');
    }

    static void add(CommandSpec spec, CommandDeclaration declaration) {
        declaration.parameters().forEach(parameter -> spec.addOption(option(parameter)));
    }

    static OptionSpec option(CommandParameter parameter) {
        String initial = parameter.initialText();
        return OptionSpec.builder(optionName(parameter.key()))
                .type(String.class)
                .arity(parameter.type() == boolean.class ? "0..1" : "1")
                .fallbackValue("true")
                .paramLabel(label(parameter))
                // Who types it all the same is told why it is of no use.
                .hidden(parameter.style().equals(CommandParameter.WINDOW))
                .description(parameter.help() + (initial.isEmpty() ? "" : " Default: " + initial + "."))
                .build();
    }

    private static String label(CommandParameter parameter) {
        if (!parameter.choices().isEmpty()) {
            return String.join(parameter.style().equals(CommandParameter.WORDS) ? "," : "|", parameter.choices());
        } else if (List.of(CommandParameter.FILE, CommandParameter.MODEL).contains(parameter.style())) {
            return "FILE";
        }
        if (parameter.type() == boolean.class) {
            return "true|false";
        }
        return parameter.type() == String.class ? parameter.key().toUpperCase(Locale.ROOT) : "N";
    }

    /** The values that the user gave, by key. */
    static Map<String, String> given(ParseResult parsed, CommandDeclaration declaration) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (CommandParameter parameter : declaration.parameters()) {
            String text = parsed.matchedOptionValue(optionName(parameter.key()), null);
            if (text != null) {
                texts.put(parameter.key(), text);
            }
        }
        return texts;
    }
}
