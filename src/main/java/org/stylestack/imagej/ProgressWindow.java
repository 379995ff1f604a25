package org.stylestack.imagej;

import ij.IJ;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Window;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.Timer;
import javax.swing.WindowConstants;

/** What one command computes, and a button that stops it. It opens where the command takes over a second. */
final class ProgressWindow implements AutoCloseable {

    private static final int DELAY_MS = 1000;
    private static final long PAUSE_NS = 100_000_000;
    private static final int STEPS = 1000;
    private static final int WIDTH = 320;
    private static final int MARGIN = 10;

    private final String title;
    private final JLabel state = new JLabel("opening the model and the device");
    private final JProgressBar bar = new JProgressBar(0, STEPS);
    private final Timer opening = new Timer(DELAY_MS, event -> open());
    private JDialog window;
    private long shown = System.nanoTime();
    private boolean closed;
    private volatile boolean cancelled;

    ProgressWindow(String label) {
        title = "Progress of " + label.replace("...", "");
        opening.setRepeats(false);
        opening.start();
    }

    private void open() {
        if (closed) {
            return;
        }
        window = new JDialog(IJ.getInstance(), title);
        JButton cancel = new JButton("Cancel");
        cancel.addActionListener(event -> cancel());
        state.setPreferredSize(new Dimension(WIDTH, state.getPreferredSize().height));
        JPanel content = new JPanel(new BorderLayout(MARGIN, MARGIN / 2));
        content.setBorder(BorderFactory.createEmptyBorder(MARGIN, MARGIN, MARGIN, MARGIN));
        content.add(state, BorderLayout.NORTH);
        content.add(bar, BorderLayout.CENTER);
        content.add(cancel, BorderLayout.EAST);
        window.add(content);
        window.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
        window.addWindowListener(new WindowAdapter() {
            @Override
            public void windowClosing(WindowEvent event) {
                cancel();
            }
        });
        // Who types elsewhere goes on typing there.
        window.setAutoRequestFocus(false);
        window.pack();
        place(window);
        window.setVisible(true);
    }

    /** Below ImageJ's own window, whose status bar says the same. */
    private static void place(Window window) {
        if (IJ.getInstance() == null) {
            window.setLocationRelativeTo(null);
        } else {
            window.setLocation(IJ.getInstance().getX(), IJ.getInstance().getY() + IJ.getInstance().getHeight() + MARGIN);
        }
    }

    private void cancel() {
        cancelled = true;
        state.setText("stopping");
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Serves one thread. */
    void show(double done, String what) {
        long now = System.nanoTime();
        if (now - shown > PAUSE_NS) {
            shown = now;
            EventQueue.invokeLater(() -> {
                if (!cancelled) {
                    state.setText(what);
                    bar.setValue((int) (done * STEPS));
                }
            });
        }
    }

    @Override
    public void close() {
        EventQueue.invokeLater(() -> {
            closed = true;
            opening.stop();
            if (window != null) {
                window.dispose();
            }
        });
    }
}
