package org.stylestack.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be used as a checkpoint; the message is one sentence that names the file, what is wrong and where. */
public final class CheckpointException extends IOException {

    public CheckpointException(Path file, String problem) {
        super(file + ": " + problem);
    }

    public CheckpointException(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
