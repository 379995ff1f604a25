package org.stylestack.imagej.dialog;

import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.RenderingHints;
import javax.swing.JTextField;

/** A field of text that says in grey what it stands for while it is empty. */
final class PromptField extends JTextField {

    private final String prompt;

    PromptField(String text, int columns, String prompt) {
        super(text, columns);
        this.prompt = prompt;
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        super.paintComponent(graphics);
        if (getText().isEmpty()) {
            Insets insets = getInsets();
            ((Graphics2D) graphics).setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Grey.of(this));
            graphics.setFont(getFont());
            graphics.drawString(prompt, insets.left, getBaseline(getWidth(), getHeight()));
        }
    }
}
