package org.stylestack.imagej.explore;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** Controls under a heading: labels on the left, what they name on the right. */
class Section extends JPanel {

    private static final int LABEL_WIDTH = 62;

    private int row;

    Section(String heading) {
        super(new GridBagLayout());
        setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createMatteBorder(0, 0, 1, 0, new Color(0xcc, 0xd1, 0xd7)), BorderFactory.createEmptyBorder(6, 10, 8, 10)));
        JLabel title = new JLabel(heading);
        title.setFont(title.getFont().deriveFont(Font.BOLD));
        addWide(title);
    }

    final void add(String label, JComponent component) {
        JLabel name = plain(new JLabel(label));
        name.setLabelFor(component);
        name.setPreferredSize(new Dimension(LABEL_WIDTH, name.getPreferredSize().height));
        add(name, at(0, 1, 0, GridBagConstraints.NONE));
        add(component, at(1, 1, 1, GridBagConstraints.HORIZONTAL));
        row++;
    }

    final void addWide(Component component) {
        add(component, at(0, 2, 1, GridBagConstraints.HORIZONTAL));
        row++;
    }

    private GridBagConstraints at(int column, int columns, double weight, int fill) {
        return new GridBagConstraints(column, row, columns, 1, weight, 0, GridBagConstraints.WEST, fill, new Insets(2, 0, 2, 0), 0, 0);
    }

    /** Without the bold letters of Java's own look. */
    static <C extends JComponent> C plain(C component) {
        component.setFont(component.getFont().deriveFont(Font.PLAIN));
        return component;
    }
}
