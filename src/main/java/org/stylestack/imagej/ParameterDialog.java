package org.stylestack.imagej;

import ij.gui.GenericDialog;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Font;
import java.awt.TextField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.CommandParameter;

/**
 * ImageJ's dialog for a command's parameters. The fields are read here and not by GenericDialog's getters, which would record
 * them under the first words of their labels.
 */
final class ParameterDialog {

    private static final int NUMBER_COLUMNS = 8;
    private static final int TEXT_COLUMNS = 24;

    private final GenericDialog dialog;
    private final Map<String, Supplier<String>> fields = new LinkedHashMap<>();

    private ParameterDialog(CommandDeclaration declaration, Map<String, String> values) {
        dialog = new GenericDialog(declaration.label().replace("...", ""));
        boolean hasPartner = false;
        for (CommandParameter parameter : declaration.parameters()) {
            if (!parameter.heading().isEmpty()) {
                dialog.setInsets(12, 0, 2);
                dialog.addMessage(parameter.heading(), dialog.getFont().deriveFont(Font.BOLD));
                hasPartner = false;
            }
            // Numbers and choices stand in pairs.
            boolean isShort = parameter.type() != String.class || parameter.style().isEmpty() && !parameter.choices().isEmpty();
            if (isShort && hasPartner) {
                dialog.addToSameRow();
            }
            hasPartner = isShort && !hasPartner;
            fields.put(parameter.key(), add(parameter, values.getOrDefault(parameter.key(), parameter.initialText())));
        }
        dialog.addHelp(help(declaration));
    }

    /**
     * Shows the dialog.
     *
     * @param values what the fields show first, by key; the others show their initial values
     * @return the values by key, or empty if the user cancels
     */
    static Optional<Map<String, String>> show(CommandDeclaration declaration, Map<String, String> values) {
        ParameterDialog shown = new ParameterDialog(declaration, values);
        shown.dialog.showDialog();
        if (shown.dialog.wasCanceled()) {
            return Optional.empty();
        }
        Map<String, String> chosen = new LinkedHashMap<>();
        shown.fields.forEach((key, field) -> chosen.put(key, field.get()));
        return Optional.of(chosen);
    }

    private Supplier<String> add(CommandParameter parameter, String value) {
        if (parameter.type() == boolean.class) {
            dialog.addCheckbox(parameter.label(), Boolean.parseBoolean(value));
            Checkbox box = (Checkbox) dialog.getCheckboxes().lastElement();
            return () -> String.valueOf(box.getState());
        } else if (parameter.style().equals(CommandParameter.WORDS)) {
            return addWords(parameter, List.of(value.split(",")));
        } else if (!parameter.choices().isEmpty()) {
            dialog.addChoice(parameter.label(), parameter.choices().toArray(new String[0]), value);
            Choice choice = (Choice) dialog.getChoices().lastElement();
            return choice::getSelectedItem;
        } else if (parameter.style().equals(CommandParameter.FILE)) {
            dialog.addFileField(parameter.label(), value, TEXT_COLUMNS);
        } else {
            dialog.addStringField(parameter.label(), value, parameter.type() == String.class ? TEXT_COLUMNS : NUMBER_COLUMNS);
        }
        TextField field = (TextField) dialog.getStringFields().lastElement();
        return field::getText;
    }

    private Supplier<String> addWords(CommandParameter parameter, List<String> chosen) {
        List<String> words = parameter.choices();
        boolean[] states = new boolean[words.size()];
        for (int k = 0; k < states.length; k++) {
            states[k] = chosen.contains(words.get(k));
        }
        dialog.setInsets(0, 24, 0);
        dialog.addCheckboxGroup((words.size() + 2) / 3, 3, words.toArray(new String[0]), states);
        List<?> all = dialog.getCheckboxes();
        List<Checkbox> boxes = new ArrayList<>();
        all.subList(all.size() - words.size(), all.size()).forEach(box -> boxes.add((Checkbox) box));
        return () -> boxes.stream().filter(Checkbox::getState).map(Checkbox::getLabel).collect(Collectors.joining(","));
    }

    private static String help(CommandDeclaration declaration) {
        String rows = declaration.parameters().stream()
                .map(parameter -> "<tr><td><b>" + parameter.label() + "</b></td><td><code>" + parameter.key() + "</code></td><td>"
                        + parameter.help() + "</td></tr>")
                .collect(Collectors.joining());
        return "<html><p>" + declaration.help() + "</p><table>" + rows + "</table></html>";
    }
}
