package org.stylestack.imagej.explore;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.geom.Ellipse2D;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import org.stylestack.latent.PlanePoint;

/** The plane of seeds around a point, which a ring in the middle marks; a click on a seed goes there. */
final class PlaneView extends JComponent {

    static final int PIXELS_PER_SEED = 64;

    private static final Color GROUND = Color.WHITE;
    private static final Color GRID = new Color(0xdd, 0xe2, 0xe8);
    private static final Color SEED = new Color(0x55, 0x60, 0x6c);
    private static final Color MARK = new Color(0xd6, 0x45, 0x2b);
    private static final int DOT = 5;
    private static final int RING = 15;
    /** Digits that fit between two seeds; of more the last are shown. */
    private static final int LONGEST = 6;

    private PlanePoint point;

    PlaneView(PlanePoint start, Consumer<PlanePoint> chosen) {
        this.point = start;
        setPreferredSize(new Dimension(0, 172));
        setBorder(BorderFactory.createLineBorder(new Color(0xb4, 0xba, 0xc2)));
        setFocusable(true);
        setToolTipText("Drag to walk between seeds; double-click a seed to go there. Arrow keys step from seed to seed, with"
                + " Shift by tenths.");
        addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent e) {
                if (e.getClickCount() == 2) {
                    chosen.accept(new PlanePoint(Math.rint(column(e.getX())), Math.rint(row(e.getY()))));
                }
            }
        });
    }

    void show(PlanePoint other) {
        point = other;
        repaint();
    }

    private double column(double x) {
        return point.column() + (x - getWidth() / 2.0) / PIXELS_PER_SEED;
    }

    private double row(double y) {
        return point.row() + (y - getHeight() / 2.0) / PIXELS_PER_SEED;
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        Graphics2D g = (Graphics2D) graphics.create();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(GROUND);
        g.fillRect(0, 0, getWidth(), getHeight());
        g.setFont(g.getFont().deriveFont(11f));
        for (double row = Math.floor(row(0)); row <= row(getHeight()) + 1; row++) {
            int y = (int) Math.round(getHeight() / 2.0 + (row - point.row()) * PIXELS_PER_SEED);
            g.setColor(GRID);
            g.drawLine(0, y, getWidth(), y);
        }
        for (double column = Math.floor(column(0)); column <= column(getWidth()) + 1; column++) {
            int x = (int) Math.round(getWidth() / 2.0 + (column - point.column()) * PIXELS_PER_SEED);
            g.setColor(GRID);
            g.drawLine(x, 0, x, getHeight());
            for (double row = Math.floor(row(0)); row <= row(getHeight()) + 1; row++) {
                paintSeed(g, x, (int) Math.round(getHeight() / 2.0 + (row - point.row()) * PIXELS_PER_SEED), column, row);
            }
        }
        g.setColor(MARK);
        g.setStroke(new BasicStroke(2));
        g.draw(new Ellipse2D.Double((getWidth() - RING) / 2.0, (getHeight() - RING) / 2.0, RING, RING));
        g.dispose();
    }

    private static void paintSeed(Graphics2D g, int x, int y, double column, double row) {
        if (Math.abs(column) > PlanePoint.FARTHEST || Math.abs(row) > PlanePoint.FARTHEST) {
            return;
        }
        g.setColor(SEED);
        g.fillOval(x - DOT / 2, y - DOT / 2, DOT, DOT);
        String seed = Long.toString(new PlanePoint(column, row).nearestSeed());
        seed = seed.length() > LONGEST ? "\u2026" + seed.substring(seed.length() - LONGEST) : seed;
        FontMetrics font = g.getFontMetrics();
        g.drawString(seed, x - font.stringWidth(seed) / 2, y + 2 * DOT + font.getAscent() - 2);
    }
}
