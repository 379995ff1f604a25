package org.stylestack.imagej;

import ij.IJ;
import org.stylestack.synthesis.Progress;

/** Progress in ImageJ's status bar; the escape key, pressed in any of ImageJ's windows, stops the work. */
final class StatusBar implements Progress, AutoCloseable {

    private final String label;

    StatusBar(String label) {
        this.label = label;
        // A macro's commands otherwise see a key that was pressed before they began.
        IJ.resetEscape();
    }

    @Override
    public boolean isCancelled() {
        return IJ.escapePressed();
    }

    @Override
    public void report(double done, String what) {
        IJ.showStatus(label + " " + what + " (Esc stops)");
        IJ.showProgress(done);
    }

    @Override
    public void close() {
        IJ.showStatus("");
        IJ.showProgress(1);
    }
}
