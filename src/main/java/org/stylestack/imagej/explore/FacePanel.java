package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JTextField;
import org.stylestack.latent.PlanePoint;

/** Where the face is on the plane of seeds. */
final class FacePanel extends Section {

    /** Random seeds stay short enough to be remembered. */
    private static final int RANDOM_SEEDS = 1_000_000;
    private static final double HUNDREDTHS = 100;

    private final PlaneView plane;
    private final JTextField field;
    private final Runnable changed;
    private PlanePoint point;

    /** @param failed hears of what was typed in vain */
    FacePanel(PlanePoint start, Runnable changed, Consumer<String> failed) {
        super("Face");
        this.point = start;
        this.changed = changed;
        plane = new PlaneView(start, this::go);
        WalkInput.install(plane, PlaneView.PIXELS_PER_SEED, this::step);
        field = new JTextField(start.text());
        field.setToolTipText("A seed, like 42, or a column and a row on the plane, like 42.25,0.5; the enter key goes there.");
        field.addActionListener(e -> {
            try {
                go(PlanePoint.parse("face", field.getText()));
            } catch (IllegalArgumentException wrong) {
                failed.accept(wrong.getMessage());
            }
        });
        JButton random = plain(new JButton("Random"));
        random.setToolTipText("Goes to a seed by chance.");
        random.addActionListener(e -> go(PlanePoint.of(ThreadLocalRandom.current().nextInt(RANDOM_SEEDS))));
        JPanel row = new JPanel(new BorderLayout(6, 0));
        row.add(field);
        row.add(random, BorderLayout.EAST);
        add("Seed", row);
        addWide(plane);
    }

    PlanePoint point() {
        return point;
    }

    /** Steps by hundredths of the way between seeds, so that points are short to write; never beyond the plane. */
    void step(double columns, double rows) {
        go(new PlanePoint(stepped(point.column(), columns), stepped(point.row(), rows)));
    }

    private static double stepped(double from, double step) {
        double to = Math.max(-PlanePoint.FARTHEST, Math.min(PlanePoint.FARTHEST, from + step));
        return Math.rint(to * HUNDREDTHS) / HUNDREDTHS;
    }

    void go(PlanePoint to) {
        point = to;
        plane.show(to);
        field.setText(to.text());
        changed.run();
    }
}
