package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.awt.Dimension;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSlider;
import org.stylestack.explore.Settings;

/** How near the face is to the mean face. */
final class TruncationPanel extends Section {

    private final NumberSlider psi;
    private final JSlider cutoff;
    private final JLabel count = plain(new JLabel());
    private final int layers;

    TruncationPanel(Settings start, int layers, Runnable changed) {
        super("Truncation");
        this.layers = layers;
        psi = new NumberSlider(start.psi(), -1, 2, "Psi: 1 leaves the face as it is, 0 is the mean face, below 0 are opposites.", changed);
        cutoff = new JSlider(0, layers, start.cutoff() < 0 ? layers : Math.min(start.cutoff(), layers));
        cutoff.setToolTipText("How many layers of w+ are truncated, from the coarsest on.");
        cutoff.setPreferredSize(new Dimension(0, cutoff.getPreferredSize().height));
        cutoff.addChangeListener(e -> {
            count.setText(count());
            changed.run();
        });
        count.setText(count());
        count.setPreferredSize(new Dimension(NumberSlider.WIDTH, count.getPreferredSize().height));
        JPanel row = new JPanel(new BorderLayout(4, 0));
        row.add(cutoff);
        row.add(count, BorderLayout.EAST);
        add("Psi", psi);
        add("Layers", row);
    }

    private String count() {
        return cutoff() < 0 ? "all " + layers : "first " + cutoff();
    }

    double psi() {
        return psi.value();
    }

    /** -1 for all. */
    int cutoff() {
        return cutoff.getValue() == layers ? -1 : cutoff.getValue();
    }

    void set(double newPsi, int newCutoff) {
        psi.set(newPsi);
        cutoff.setValue(newCutoff < 0 ? layers : newCutoff);
    }
}
