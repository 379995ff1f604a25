package org.stylestack.imagej.dialog;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;

/** What a command does and what its parameters mean, as a page of HTML made of its declaration. */
final class HelpPage {

    private HelpPage() {}

    static String of(CommandDeclaration declaration) {
        String rows = declaration.parameters().stream().map(HelpPage::row).collect(Collectors.joining());
        return "<html><h2>" + declaration.label() + "</h2><p>" + declaration.help() + "</p><p>In macros:<br><code>run(\""
                + declaration.label() + "\", \"" + example(declaration) + "\");</code></p><p>What is not given takes its default."
                + "</p><table cellpadding=4><tr align=left><th>In the dialog</th><th>In macros</th><th>Means</th><th>Default</th></tr>"
                + rows + "</table></html>";
    }

    private static String example(CommandDeclaration declaration) {
        return declaration.parameters().stream().filter(parameter -> !parameter.isRare() && !parameter.initialText().isEmpty())
                .limit(2).map(parameter -> parameter.key() + "=" + parameter.initialText()).collect(Collectors.joining(" "));
    }

    private static String row(CommandParameter parameter) {
        return "<tr valign=top><td><b>" + parameter.label() + "</b></td><td><code>" + parameter.key() + "</code></td><td>"
                + explanation(parameter) + "</td><td>" + parameter.initialText() + "</td></tr>";
    }

    /** What a parameter means, and what is allowed. */
    static String explanation(CommandParameter parameter) {
        String allowed = parameter.type() == String.class && parameter.choices().isEmpty() ? "" : "Give " + parameter.allowed() + ".";
        return Stream.of(escaped(parameter.help()), allowed).filter(text -> !text.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
