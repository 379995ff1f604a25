package org.stylestack.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be used as a checkpoint; the message is one sentence that names the file, what is wrong and where. */
public final class CheckpointException extends IOException {

    public CheckpointException(Path file, String problem) {
        this(file, problem, null);
    }

    public CheckpointException(Path file, String problem, Throwable cause) {
        super(file + ": " + printable(problem), cause);
    }

    /** Names out of a broken file must not break the line or hide in it. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }
}
