package org.stylestack.imagej;

import ij.IJ;
import java.awt.GraphicsEnvironment;
import java.util.Optional;
import org.stylestack.command.AtExit;
import org.stylestack.synthesis.Progress;

/**
 * Progress in ImageJ's status bar and, for a command that was chosen in the menus, in a small window with a button. That button
 * stops the command, and the escape key, pressed in any of ImageJ's windows, all that run.
 */
final class StatusBar implements Progress, AutoCloseable {

    private final String label;
    private final Optional<ProgressWindow> window;
    private final TimeLeft timeLeft = new TimeLeft(System::nanoTime);
    private volatile boolean cancelled;
    /** Who quits ImageJ waits for what cannot be stopped alone. */
    private final AtExit quitting = new AtExit(() -> cancelled = true);

    private StatusBar(String label, Optional<ProgressWindow> window) {
        this.label = label;
        this.window = window;
        // A macro's commands otherwise see a key that was pressed before they began.
        IJ.resetEscape();
    }

    /** In the status bar alone: a macro of many commands opens no windows. */
    static StatusBar ofMacro(String label) {
        return new StatusBar(label, Optional.empty());
    }

    static StatusBar withWindow(String label) {
        return new StatusBar(label, GraphicsEnvironment.isHeadless() ? Optional.empty() : Optional.of(new ProgressWindow(label)));
    }

    /** Remembers that it was true, since ImageJ forgets the key when another command begins. */
    @Override
    public boolean isCancelled() {
        if (!cancelled && (IJ.escapePressed() || window.isPresent() && window.get().isCancelled())) {
            cancelled = true;
        }
        return cancelled;
    }

    @Override
    public void report(double done, String what) {
        if (cancelled) {
            // What still ends in the background is nobody's news.
            return;
        }
        String state = what + timeLeft.after(done);
        IJ.showStatus(label + " " + state + " (Esc stops)");
        IJ.showProgress(done);
        window.ifPresent(shown -> shown.show(done, state));
    }

    @Override
    public void close() {
        quitting.close();
        window.ifPresent(ProgressWindow::close);
        IJ.showStatus("");
        IJ.showProgress(1);
    }
}
