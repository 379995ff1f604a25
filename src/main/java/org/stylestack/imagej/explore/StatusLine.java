package org.stylestack.imagej.explore;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.EventQueue;
import java.util.Locale;
import java.util.function.LongSupplier;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JPanel;
import org.stylestack.explore.FrameTime;

/** What frames take, or what went wrong; and the device. */
final class StatusLine extends JPanel {

    private static final long PAUSE_NANOSECONDS = 150_000_000L;
    private static final Color WRONG = new Color(0xb0, 0x20, 0x10);

    private final JLabel left = Section.plain(new JLabel(" "));
    private final Color usual = left.getForeground();
    private final LongSupplier memory;
    private final JLabel right = Section.plain(new JLabel());
    private final String device;
    private long said;

    /** @param memory in bytes, asked on the session's thread */
    StatusLine(String device, LongSupplier memory) {
        super(new BorderLayout(12, 0));
        // Platform and driver go into the help.
        this.device = device.replaceAll(" \\(.*", "");
        this.memory = memory;
        setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createMatteBorder(1, 0, 0, 0, new Color(0xb4, 0xba, 0xc2)), BorderFactory.createEmptyBorder(3, 10, 3, 10)));
        left.setToolTipText("The last frame: what was shown after how long, when its first skip came, and how many frames the last"
                + " second had.");
        right.setToolTipText(device + ", and what the model takes of its memory until the window closes.");
        add(left);
        add(right, BorderLayout.EAST);
    }

    /** Called on the session's thread, frame after frame; people read a few a second. */
    void show(FrameTime time) {
        long now = System.nanoTime();
        if (now - said > PAUSE_NANOSECONDS || time.perSecond() <= 1) {
            said = now;
            String text = String.format(Locale.ROOT, "%d\u00d7%d in %.1f ms, first skip in %.1f ms; %.0f frames/s", time.resolution(),
                    time.resolution(), time.milliseconds(), time.firstMilliseconds(), time.perSecond());
            long megabytes = memory.getAsLong() >> 20;
            EventQueue.invokeLater(() -> {
                left.setForeground(usual);
                left.setText(text);
                right.setText(device + ", " + megabytes + " MB");
            });
        }
    }

    /** Says a sentence until the next frame comes. */
    void fail(String message) {
        left.setForeground(WRONG);
        left.setText(message);
    }
}
