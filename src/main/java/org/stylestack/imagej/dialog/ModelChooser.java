package org.stylestack.imagej.dialog;

import java.awt.Component;
import java.util.List;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JComboBox;
import javax.swing.JList;
import org.stylestack.command.Models;

/** The field for a model: known ones by name and size, any other by its file. */
final class ModelChooser {

    private ModelChooser() {}

    static ParameterField field(String value, Runnable changed) {
        List<String> known = KnownModels.names();
        JComboBox<String> box = ParameterField.editable(known, value.isBlank() ? Models.SAMPLE : value, changed);
        box.setPrototypeDisplayValue("");
        box.setRenderer(new DefaultListCellRenderer() {
            @Override
            public Component getListCellRendererComponent(JList<?> list, Object item, int index, boolean isSelected, boolean hasFocus) {
                String title = KnownModels.title(String.valueOf(item));
                setToolTipText(String.valueOf(item));
                return super.getListCellRendererComponent(list, title, index, isSelected, hasFocus);
            }
        });
        return new ParameterField(ParameterField.withBrowse(box, () -> text(box), box::setSelectedItem), box, () -> text(box));
    }

    /** Empty for the model that comes with StyleStack, so that a macro names only the user's own. */
    private static String text(JComboBox<String> box) {
        String text = ParameterField.editor(box).getText();
        return text.strip().equals(Models.SAMPLE) ? "" : text;
    }
}
