package org.stylestack.imagej.dialog;

import ij.IJ;
import ij.Prefs;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.swing.BorderFactory;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JTextArea;
import javax.swing.Timer;
import javax.swing.UIManager;
import org.stylestack.command.AtExit;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.Log;
import org.stylestack.command.Preview;
import org.stylestack.command.Previewed;
import org.stylestack.image.Series;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * The first picture that a command would make, computed in a thread of its own whenever a parameter changes. Skips are shown as
 * soon as they are there, so that a large face is seen coarsely at once; what is computed for values that have changed since
 * is stopped.
 */
final class PreviewPanel extends JPanel implements AutoCloseable {

    private static final String ON = "stylestack.preview";
    private static final int SIZE = 256;
    private static final int GAP = 6;
    /** Of what is said below the picture; the help has the rest of a long sentence. */
    private static final int STATE_LINES = 3;
    /** While somebody types, nothing is computed. */
    private static final int PATIENCE_MS = 200;

    private final CommandDeclaration declaration;
    private final JCheckBox on = new JCheckBox("Preview of the first picture", Prefs.get(ON, true));
    private final JTextArea state = new JTextArea(STATE_LINES, 1);
    private final Screen screen = new Screen(Grey.of(this));
    private final Timer start;
    private final Preview preview = new Preview(silent());
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread worker = new Thread(work, "stylestack-preview");
        worker.setDaemon(true);
        worker.setPriority(Thread.NORM_PRIORITY - 1);
        return worker;
    });
    private Map<String, String> values = Map.of();
    /** The number of the values that are shown last; what is computed for smaller ones stops. */
    private final AtomicLong latest = new AtomicLong();
    private final AtExit quitting = new AtExit(latest::incrementAndGet);

    private PreviewPanel(CommandDeclaration declaration) {
        super(new BorderLayout(0, GAP));
        this.declaration = declaration;
        start = new Timer(PATIENCE_MS, event -> start());
        start.setRepeats(false);
        on.setToolTipText("Computes the first picture while the parameters change.");
        on.addActionListener(event -> {
            Prefs.set(ON, on.isSelected());
            show(values);
        });
        state.setForeground(Grey.of(this));
        state.setFont(UIManager.getFont("Label.font").deriveFont(Font.PLAIN));
        state.setOpaque(false);
        // Nimbus paints ground and frame all the same.
        state.setBackground(new Color(0, true));
        state.setBorder(BorderFactory.createEmptyBorder());
        state.setFocusable(false);
        state.setEditable(false);
        state.setLineWrap(true);
        state.setWrapStyleWord(true);
        state.setPreferredSize(new Dimension(SIZE, state.getPreferredSize().height));
        JPanel below = new JPanel(new BorderLayout());
        below.add(on, BorderLayout.NORTH);
        below.add(state, BorderLayout.SOUTH);
        JPanel top = new JPanel(new BorderLayout(0, GAP));
        top.add(screen, BorderLayout.CENTER);
        top.add(below, BorderLayout.SOUTH);
        add(top, BorderLayout.NORTH);
    }

    /** Empty for a command without a preview. */
    static Optional<PreviewPanel> of(CommandDeclaration declaration) {
        return Previewed.class.isAssignableFrom(declaration.type()) ? Optional.of(new PreviewPanel(declaration)) : Optional.empty();
    }

    /** Computes what these values make, by key, unless others come soon. */
    void show(Map<String, String> values) {
        this.values = values;
        long number = latest.incrementAndGet();
        if (on.isSelected()) {
            start.restart();
        } else {
            start.stop();
            screen.show(null);
            say(number, "");
            execute(preview::close);
        }
    }

    private void start() {
        long number = latest.get();
        Map<String, String> wanted = values;
        say(number, "computing…");
        execute(() -> compute(number, wanted));
    }

    /** Unless it is closed. A task handed in while the thread is shut down may leave what waits before it undone for ever. */
    private void execute(Runnable task) {
        synchronized (thread) {
            if (!thread.isShutdown()) {
                thread.execute(task);
            }
        }
    }

    private void compute(long number, Map<String, String> wanted) {
        Progress progress = new Progress() {
            @Override
            public boolean isCancelled() {
                return number != latest.get();
            }

            @Override
            public void report(double done, String what) {}
        };
        if (progress.isCancelled()) {
            return;
        }
        try {
            Previewed command = (Previewed) declaration.create(wanted);
            OutputSink sink = (output, first, shape, numbers) -> show(number, output, shape, numbers);
            long began = System.nanoTime();
            String device = preview.compute(command, sink, progress);
            // Platform and driver are in the log.
            say(number, "%.2f s on %s".formatted((System.nanoTime() - began) / 1e9, device.replaceAll(" \\(.*", "")));
        } catch (CancellationException e) {
            // Others have come.
        } catch (IOException | IllegalArgumentException | DeviceException e) {
            say(number, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        } catch (OutOfMemoryError e) {
            say(number, "The Java heap has no room for a preview; give ImageJ more memory (Edit > Options > Memory & Threads)");
        } catch (RuntimeException | Error e) {
            say(number, "The preview failed unexpectedly; please report this: " + e);
            // Where it came from is for the console.
            throw e;
        }
    }

    private void show(long number, Output output, Shape shape, float[] numbers) {
        Image picture = Series.picture(shape, numbers).createImage();
        EventQueue.invokeLater(() -> {
            if (number == latest.get()) {
                screen.show(picture);
                if (output.kind() == Output.Kind.SKIPS) {
                    state.setText("computing, %d×%d so far…".formatted(shape.w(), shape.h()));
                }
            }
        });
    }

    private void say(long number, String text) {
        EventQueue.invokeLater(() -> {
            if (number == latest.get()) {
                state.setText(text);
                state.setToolTipText(text.isEmpty() ? null : text);
            }
        });
    }

    /** Stops what is computed, and frees the device. */
    @Override
    public void close() {
        quitting.close();
        latest.incrementAndGet();
        start.stop();
        synchronized (thread) {
            thread.execute(preview::close);
            thread.shutdown();
        }
        try {
            if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
                IJ.log("Warning: the preview does not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Log silent() {
        return new Log() {
            @Override
            public void info(String message) {}

            @Override
            public void warn(String message) {}
        };
    }

    /** Shows a picture as large as there is room for. */
    private static final class Screen extends JComponent {

        private transient Image picture;

        Screen(Color frame) {
            setPreferredSize(new Dimension(SIZE, SIZE));
            setBorder(BorderFactory.createLineBorder(frame));
        }

        void show(Image next) {
            picture = next;
            repaint();
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            if (picture != null) {
                // Pixels that are larger than the screen's stay squares.
                boolean large = picture.getWidth(null) > getWidth();
                ((Graphics2D) graphics).setRenderingHint(RenderingHints.KEY_INTERPOLATION, large
                        ? RenderingHints.VALUE_INTERPOLATION_BILINEAR : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
                graphics.drawImage(picture, 0, 0, getWidth(), getHeight(), null);
            }
        }
    }
}
