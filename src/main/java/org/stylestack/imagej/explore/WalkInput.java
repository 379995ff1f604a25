package org.stylestack.imagej.explore;

import java.awt.event.ActionEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.function.BiConsumer;
import javax.swing.AbstractAction;
import javax.swing.JComponent;
import javax.swing.KeyStroke;

/** Steps on the plane of seeds, by mouse or arrow keys, on any component. */
final class WalkInput extends MouseAdapter {

    /** What the shift key makes of a key's step. */
    private static final double FINE = 0.1;

    private final BiConsumer<Double, Double> steps;
    private final double pixelsPerSeed;
    private MouseEvent last;

    private WalkInput(double pixelsPerSeed, BiConsumer<Double, Double> steps) {
        this.pixelsPerSeed = pixelsPerSeed;
        this.steps = steps;
    }

    /**
     * @param pixelsPerSeed how far the mouse goes from seed to seed
     * @param steps         hears of steps in columns and rows
     */
    static void install(JComponent component, double pixelsPerSeed, BiConsumer<Double, Double> steps) {
        WalkInput walk = new WalkInput(pixelsPerSeed, steps);
        component.addMouseListener(walk);
        component.addMouseMotionListener(walk);
        key(component, "LEFT", () -> steps.accept(-1.0, 0.0));
        key(component, "RIGHT", () -> steps.accept(1.0, 0.0));
        key(component, "UP", () -> steps.accept(0.0, -1.0));
        key(component, "DOWN", () -> steps.accept(0.0, 1.0));
        key(component, "shift LEFT", () -> steps.accept(-FINE, 0.0));
        key(component, "shift RIGHT", () -> steps.accept(FINE, 0.0));
        key(component, "shift UP", () -> steps.accept(0.0, -FINE));
        key(component, "shift DOWN", () -> steps.accept(0.0, FINE));
    }

    private static void key(JComponent component, String stroke, Runnable action) {
        component.getInputMap().put(KeyStroke.getKeyStroke(stroke), stroke);
        component.getActionMap().put(stroke, new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent e) {
                action.run();
            }
        });
    }

    @Override
    public void mousePressed(MouseEvent e) {
        last = e;
        e.getComponent().requestFocusInWindow();
    }

    /** The plane goes with the hand, as a map does. */
    @Override
    public void mouseDragged(MouseEvent e) {
        steps.accept((last.getX() - e.getX()) / pixelsPerSeed, (last.getY() - e.getY()) / pixelsPerSeed);
        last = e;
    }
}
