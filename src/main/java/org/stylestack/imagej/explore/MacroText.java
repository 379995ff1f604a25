package org.stylestack.imagej.explore;

import ij.plugin.frame.Editor;
import ij.plugin.frame.Recorder;

/** Where macro lines go: the recorder, or where none is open an editor that can run them. */
final class MacroText {

    private Editor editor;

    void write(String line) {
        if (Recorder.getInstance() != null) {
            Recorder.recordString((Recorder.scriptMode() ? "IJ." : "") + line + "\n");
        } else if (editor != null && editor.isShowing()) {
            editor.append(line + "\n");
        } else {
            editor = new Editor();
            editor.create("Explored.ijm", line + "\n");
        }
    }
}
