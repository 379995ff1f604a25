package org.stylestack.imagej.dialog;

import ij.Prefs;
import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JToggleButton;
import org.stylestack.command.CommandParameter;

/** The fields one below the other, each with its label, unit and range; the rare ones by their headings in a part that folds. */
final class ParameterForm extends JPanel {

    private static final String UNFOLDED = "stylestack.more";
    private static final String OPEN = "▾ More options";
    private static final String FOLDED = "▸ More options";
    private static final int GAP = 8;
    private static final float HINT_SIZE = 11f;

    private final List<JComponent> rare = new ArrayList<>();
    private int line;

    /** @param resized called when the fold opens or closes */
    ParameterForm(Map<CommandParameter, ParameterField> fields, Runnable resized) {
        super(new GridBagLayout());
        addRows(fields, false);
        boolean differs = fields.entrySet().stream().anyMatch(entry -> entry.getKey().isRare()
                && !entry.getValue().text().get().equals(entry.getKey().initialText()));
        JToggleButton fold = fold(differs || Prefs.get(UNFOLDED, false), resized);
        addRows(fields, true);
        fold.setVisible(!rare.isEmpty());
        rare.forEach(component -> component.setVisible(fold.isSelected()));
        // What is left of the height stays empty.
        add(new JLabel(), new GridBagConstraints(0, line, 1, 1, 0, 1, GridBagConstraints.CENTER,
                GridBagConstraints.NONE, new Insets(0, 0, 0, 0), 0, 0));
    }

    private JToggleButton fold(boolean isOpen, Runnable resized) {
        JToggleButton toggle = new JToggleButton(isOpen ? OPEN : FOLDED, isOpen);
        toggle.setBorderPainted(false);
        toggle.setContentAreaFilled(false);
        toggle.setFocusPainted(false);
        toggle.setMargin(new Insets(GAP / 2, 0, 0, 0));
        toggle.addActionListener(event -> {
            Prefs.set(UNFOLDED, toggle.isSelected());
            toggle.setText(toggle.isSelected() ? OPEN : FOLDED);
            rare.forEach(component -> component.setVisible(toggle.isSelected()));
            resized.run();
        });
        addLine(toggle);
        return toggle;
    }

    /** The rare rows or the others; groups stand apart, and those of the rare have their headings. */
    private void addRows(Map<CommandParameter, ParameterField> fields, boolean areRare) {
        String heading = "";
        String last = "";
        for (Map.Entry<CommandParameter, ParameterField> entry : fields.entrySet()) {
            CommandParameter parameter = entry.getKey();
            heading = parameter.heading().isEmpty() ? heading : parameter.heading();
            if (parameter.isRare() == areRare) {
                boolean isNewGroup = !heading.equals(last);
                if (areRare && isNewGroup) {
                    JLabel label = new JLabel(heading);
                    label.setFont(label.getFont().deriveFont(Font.BOLD));
                    rare.add(label);
                    addLine(label);
                }
                addRow(parameter, entry.getValue(), !areRare && isNewGroup ? GAP : 0);
                last = heading;
            }
        }
    }

    private void addLine(JComponent component) {
        add(component, new GridBagConstraints(0, line++, GridBagConstraints.REMAINDER, 1, 0, 0,
                GridBagConstraints.LINE_START, GridBagConstraints.NONE, new Insets(GAP, 0, 2, 0), 0, 0));
    }

    private void addRow(CommandParameter parameter, ParameterField field, int gapAbove) {
        String help = "<html><div width=300>" + HelpPage.explanation(parameter) + "<br>In macros: <code>" + parameter.key()
                + "</code></div></html>";
        JLabel label = new JLabel(parameter.label());
        label.setFont(label.getFont().deriveFont(Font.PLAIN));
        label.setLabelFor(field.entry());
        label.setToolTipText(help);
        explain(field.component(), help);
        boolean fills = parameter.type() == String.class
                && (parameter.choices().isEmpty() || parameter.style().equals(CommandParameter.WORDS));
        JPanel row = new JPanel(new BorderLayout(GAP, 0));
        row.add(field.component(), fills ? BorderLayout.CENTER : BorderLayout.WEST);
        row.add(hint(parameter), fills ? BorderLayout.EAST : BorderLayout.CENTER);
        Insets around = new Insets(gapAbove + 2, 0, 2, GAP);
        add(label, new GridBagConstraints(0, line, 1, 1, 0, 0, GridBagConstraints.LINE_END,
                GridBagConstraints.NONE, around, 0, 0));
        add(row, new GridBagConstraints(1, line++, 1, 1, 1, 0, GridBagConstraints.LINE_START,
                GridBagConstraints.HORIZONTAL, around, 0, 0));
        if (parameter.isRare()) {
            rare.addAll(List.of(label, row));
        }
    }

    private static JLabel hint(CommandParameter parameter) {
        JLabel hint = new JLabel(Stream.of(parameter.hint(), parameter.range()).filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; ")));
        hint.setFont(hint.getFont().deriveFont(Font.PLAIN, HINT_SIZE));
        hint.setForeground(Grey.of(hint));
        return hint;
    }

    private static void explain(JComponent component, String help) {
        component.setToolTipText(help);
        for (Component part : component.getComponents()) {
            if (part instanceof JComponent inner) {
                explain(inner, help);
            }
        }
    }
}
