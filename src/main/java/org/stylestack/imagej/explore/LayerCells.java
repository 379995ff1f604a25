package org.stylestack.imagej.explore;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.ActionEvent;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.BitSet;
import javax.swing.AbstractAction;
import javax.swing.JComponent;
import javax.swing.KeyStroke;

/** The layers of w+ as a row of cells; clicks and drags turn them on and off, and so does the space bar. */
final class LayerCells extends JComponent {

    private static final int HEIGHT = 20;
    private static final Color ON = new Color(0x2f, 0x6f, 0xb5);
    private static final Color OFF = Color.WHITE;
    private static final Color LINE = new Color(0xb4, 0xba, 0xc2);
    private static final Color FOCUS = new Color(0xd6, 0x45, 0x2b);

    private final int count;
    private final Runnable changed;
    private final BitSet chosen;
    private int current;
    private boolean turnsOn;

    LayerCells(int count, BitSet start, Runnable changed) {
        this.count = count;
        this.chosen = (BitSet) start.clone();
        this.changed = changed;
        setPreferredSize(new Dimension(0, HEIGHT));
        setFocusable(true);
        setToolTipText("");
        addFocusListener(new FocusAdapter() {
            @Override
            public void focusGained(FocusEvent e) {
                repaint();
            }

            @Override
            public void focusLost(FocusEvent e) {
                repaint();
            }
        });
        MouseAdapter mouse = new MouseAdapter() {
            @Override
            public void mousePressed(MouseEvent e) {
                requestFocusInWindow();
                turnsOn = !chosen.get(at(e));
                set(at(e));
            }

            @Override
            public void mouseDragged(MouseEvent e) {
                set(at(e));
            }
        };
        addMouseListener(mouse);
        addMouseMotionListener(mouse);
        key("LEFT", () -> move(-1));
        key("RIGHT", () -> move(1));
        key("SPACE", () -> {
            turnsOn = !chosen.get(current);
            set(current);
        });
    }

    private void key(String stroke, Runnable action) {
        getInputMap().put(KeyStroke.getKeyStroke(stroke), stroke);
        getActionMap().put(stroke, new AbstractAction() {
            @Override
            public void actionPerformed(ActionEvent e) {
                action.run();
            }
        });
    }

    BitSet chosen() {
        return (BitSet) chosen.clone();
    }

    void choose(BitSet layers) {
        chosen.clear();
        chosen.or(layers);
        repaint();
        changed.run();
    }

    private int at(MouseEvent e) {
        return Math.max(0, Math.min(count - 1, e.getX() * count / Math.max(1, getWidth())));
    }

    private void move(int step) {
        current = Math.max(0, Math.min(count - 1, current + step));
        repaint();
    }

    private void set(int layer) {
        current = layer;
        if (chosen.get(layer) != turnsOn) {
            chosen.set(layer, turnsOn);
            changed.run();
        }
        repaint();
    }

    /** The resolutions as Karras et al. 2019 group them. */
    @Override
    public String getToolTipText(MouseEvent e) {
        int layer = at(e);
        int resolution = 4 << (layer + 1) / 2;
        // The last w serves the last to-RGB layer.
        return "Layer " + layer + " of w+ (" + (layer == count - 1 ? "colours" : resolution + "×" + resolution) + "): click or drag to"
                + " turn on and off; arrows and the space bar do, too.";
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setFont(g.getFont().deriveFont(10f));
        FontMetrics font = g.getFontMetrics();
        for (int k = 0; k < count; k++) {
            int left = k * (getWidth() - 1) / count;
            int right = (k + 1) * (getWidth() - 1) / count;
            g.setColor(chosen.get(k) ? ON : OFF);
            g.fillRect(left, 0, right - left, getHeight() - 1);
            g.setColor(k == current && isFocusOwner() ? FOCUS : LINE);
            g.drawRect(left, 0, right - left, getHeight() - 1);
            g.setColor(chosen.get(k) ? Color.WHITE : Color.DARK_GRAY);
            String text = Integer.toString(k);
            g.drawString(text, (left + right - font.stringWidth(text)) / 2 + 1, (getHeight() + font.getAscent()) / 2 - 2);
        }
        g.dispose();
    }
}
