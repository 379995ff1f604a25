package org.stylestack.imagej.explore;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import javax.swing.JComponent;

/** A picture, as large as fits. It may be changed on any thread. */
final class PictureView extends JComponent {

    private static final Color GROUND = new Color(0x24, 0x26, 0x29);

    private volatile BufferedImage image;

    PictureView(int size) {
        setPreferredSize(new Dimension(size, size));
        setOpaque(true);
        setFocusable(true);
    }

    void show(BufferedImage picture) {
        image = picture;
        repaint();
    }

    BufferedImage image() {
        return image;
    }

    @Override
    protected void paintComponent(Graphics graphics) {
        graphics.setColor(GROUND);
        graphics.fillRect(0, 0, getWidth(), getHeight());
        BufferedImage shown = image;
        if (shown != null) {
            Graphics2D smooth = (Graphics2D) graphics.create();
            smooth.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            int side = Math.min(getWidth(), getHeight());
            smooth.drawImage(shown, (getWidth() - side) / 2, (getHeight() - side) / 2, side, side, null);
            smooth.dispose();
        }
    }
}
