package org.stylestack.imagej.dialog;

import ij.io.OpenDialog;
import java.awt.BorderLayout;
import java.awt.GridLayout;
import java.io.File;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFileChooser;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.text.JTextComponent;
import org.stylestack.command.CommandParameter;

/**
 * Where a parameter's value is shown and changed.
 *
 * @param component all of it
 * @param entry     the part that takes the value
 * @param text      the value, as {@link CommandParameter#parse} reads it
 */
record ParameterField(JComponent component, JComponent entry, Supplier<String> text) {

    private static final int NUMBER_COLUMNS = 10;
    private static final int TEXT_COLUMNS = 24;
    private static final int WORDS_IN_A_ROW = 3;

    /**
     * A field that suits a parameter.
     *
     * @param value   what it shows first
     * @param changed called after every change by the user
     */
    static ParameterField of(CommandParameter parameter, String value, Runnable changed) {
        if (parameter.type() == boolean.class) {
            return checkBox(Boolean.parseBoolean(value), changed);
        }
        return switch (parameter.style()) {
            case CommandParameter.WORDS -> words(parameter.choices(), List.of(value.split(",")), changed);
            case CommandParameter.MODEL -> ModelChooser.field(value, changed);
            case CommandParameter.DEVICE -> DeviceChooser.field(value, changed);
            case CommandParameter.FILE -> file(parameter, value, changed);
            default -> parameter.choices().isEmpty() ? text(parameter, value, changed)
                    : choice(parameter.choices(), value, changed);
        };
    }

    private static ParameterField checkBox(boolean value, Runnable changed) {
        JCheckBox box = new JCheckBox("", value);
        box.addActionListener(event -> changed.run());
        return new ParameterField(box, box, () -> String.valueOf(box.isSelected()));
    }

    private static ParameterField words(List<String> words, List<String> chosen, Runnable changed) {
        List<JCheckBox> boxes = words.stream().map(word -> new JCheckBox(word, chosen.contains(word))).toList();
        JPanel panel = new JPanel(new GridLayout(0, Math.min(WORDS_IN_A_ROW, words.size())));
        boxes.forEach(box -> {
            box.addActionListener(event -> changed.run());
            panel.add(box);
        });
        return new ParameterField(panel, panel,
                () -> boxes.stream().filter(JCheckBox::isSelected).map(JCheckBox::getText).collect(Collectors.joining(",")));
    }

    private static ParameterField choice(List<String> choices, String value, Runnable changed) {
        JComboBox<String> box = new JComboBox<>(choices.toArray(new String[0]));
        box.setSelectedItem(value);
        box.addActionListener(event -> changed.run());
        return new ParameterField(box, box, () -> (String) box.getSelectedItem());
    }

    private static ParameterField text(CommandParameter parameter, String value, Runnable changed) {
        JTextField field = new PromptField(value, parameter.isNumber() ? NUMBER_COLUMNS : TEXT_COLUMNS, parameter.empty());
        listen(field, changed);
        return new ParameterField(field, field, field::getText);
    }

    private static ParameterField file(CommandParameter parameter, String value, Runnable changed) {
        JTextField field = new PromptField(value, TEXT_COLUMNS, parameter.empty());
        listen(field, changed);
        return new ParameterField(withBrowse(field, field::getText, field::setText), field, field::getText);
    }

    /** A component with a button that chooses a file. */
    static JPanel withBrowse(JComponent component, Supplier<String> current, Consumer<String> chosen) {
        JButton browse = new JButton("Browse…");
        browse.addActionListener(event -> {
            JFileChooser chooser = new JFileChooser(current.get().isBlank() ? OpenDialog.getDefaultDirectory() : current.get());
            if (!current.get().isBlank()) {
                chooser.setSelectedFile(new File(current.get().strip()));
            }
            // "Choose" and not "Open", since the file may be one to be written.
            if (chooser.showDialog(browse, "Choose") == JFileChooser.APPROVE_OPTION) {
                OpenDialog.setDefaultDirectory(chooser.getCurrentDirectory().toString());
                chosen.accept(chooser.getSelectedFile().toString());
            }
        });
        JPanel panel = new JPanel(new BorderLayout(4, 0));
        panel.add(component, BorderLayout.CENTER);
        panel.add(browse, BorderLayout.EAST);
        return panel;
    }

    /** A box in which a text can be chosen or typed. */
    static <T> JComboBox<T> editable(List<T> items, String value, Runnable changed) {
        JComboBox<T> box = new JComboBox<>();
        items.forEach(box::addItem);
        box.setEditable(true);
        editor(box).setColumns(TEXT_COLUMNS);
        box.setSelectedItem(value);
        listen(editor(box), changed);
        return box;
    }

    static JTextField editor(JComboBox<?> box) {
        return (JTextField) box.getEditor().getEditorComponent();
    }

    private static void listen(JTextComponent text, Runnable changed) {
        text.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                changed.run();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                changed.run();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                changed.run();
            }
        });
    }
}
