package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.FlowLayout;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.SwingConstants;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;

/** The image so far at each resolution, in a row. */
final class SkipStrip extends JPanel {

    private static final int SIDE = 72;
    private static final int SMALL_SIDE = 54;
    /** More resolutions than these make the pictures smaller. */
    private static final int FEW = 7;

    private final Map<Integer, PictureView> views = new LinkedHashMap<>();

    SkipStrip(Generator generator) {
        super(new FlowLayout(FlowLayout.CENTER, 5, 0));
        setBackground(new Color(0x24, 0x26, 0x29));
        setBorder(BorderFactory.createEmptyBorder(6, 0, 6, 0));
        for (SynthesisBlock block : generator.blocks()) {
            if (block.toRgb().isPresent()) {
                PictureView view = new PictureView(generator.blocks().size() > FEW ? SMALL_SIDE : SIDE);
                view.setToolTipText("The image as it is after the layers of " + block.resolution() + "×" + block.resolution() + " pixels.");
                JLabel label = new JLabel(Integer.toString(block.resolution()), SwingConstants.CENTER);
                label.setForeground(new Color(0xb8, 0xbc, 0xc2));
                label.setFont(label.getFont().deriveFont(11f));
                JPanel cell = new JPanel(new BorderLayout(0, 2));
                cell.setOpaque(false);
                cell.add(view);
                cell.add(label, BorderLayout.SOUTH);
                add(cell);
                views.put(block.resolution(), view);
            }
        }
    }

    /** May be called on any thread. */
    void show(int resolution, BufferedImage picture) {
        views.get(resolution).show(picture);
    }
}
