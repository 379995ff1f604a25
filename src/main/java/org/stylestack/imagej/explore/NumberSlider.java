package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.awt.Dimension;
import javax.swing.JPanel;
import javax.swing.JSlider;
import javax.swing.JSpinner;
import javax.swing.SpinnerNumberModel;

/** A number by a slider in hundredths, and by a field beside it that also goes beyond the slider's ends. */
final class NumberSlider extends JPanel {

    private static final double STEP = 0.01;
    static final int WIDTH = 64;

    private final JSpinner field;

    NumberSlider(double start, double from, double to, String help, Runnable changed) {
        super(new BorderLayout(4, 0));
        JSlider slider = new JSlider((int) Math.round(from / STEP), (int) Math.round(to / STEP), hundredths(start, from, to));
        field = new JSpinner(new SpinnerNumberModel(start, null, null, STEP));
        field.setEditor(new JSpinner.NumberEditor(field, "0.####"));
        Section.plain(((JSpinner.DefaultEditor) field.getEditor()).getTextField());
        field.setPreferredSize(new Dimension(WIDTH, field.getPreferredSize().height));
        slider.setPreferredSize(new Dimension(0, slider.getPreferredSize().height));
        slider.setToolTipText(help);
        field.setToolTipText(help);
        slider.addChangeListener(e -> {
            if (slider.getValue() != hundredths(value(), from, to)) {
                field.setValue(slider.getValue() / 100.0);
            }
        });
        field.addChangeListener(e -> {
            slider.setValue(hundredths(value(), from, to));
            changed.run();
        });
        add(slider);
        add(field, BorderLayout.EAST);
    }

    private static int hundredths(double value, double from, double to) {
        return (int) Math.round(Math.max(from, Math.min(to, value)) / STEP);
    }

    double value() {
        return ((Number) field.getValue()).doubleValue();
    }

    void set(double value) {
        field.setValue(value);
    }
}
