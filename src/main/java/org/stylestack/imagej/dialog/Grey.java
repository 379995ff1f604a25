package org.stylestack.imagej.dialog;

import java.awt.Color;
import java.awt.Component;

/** What is said in passing: a grey that is read in every look and feel, of which some have none of their own. */
final class Grey {

    private Grey() {}

    /** Between a component's text and its ground, nearer to the text. */
    static Color of(Component component) {
        Color text = component.getForeground();
        Color ground = component.getBackground();
        return new Color((2 * text.getRed() + ground.getRed()) / 3, (2 * text.getGreen() + ground.getGreen()) / 3,
                (2 * text.getBlue() + ground.getBlue()) / 3);
    }
}
