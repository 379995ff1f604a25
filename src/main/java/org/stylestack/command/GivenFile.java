package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;
import org.stylestack.synthesis.Progress;

/** Files that parameters name. */
public final class GivenFile {

    private GivenFile() {}

    /** Reads a file, and hands on how far it is. */
    public interface Reader<T> {
        T read(DoubleConsumer share) throws IOException;
    }

    /** The same of the file that a parameter names. */
    interface PathReader<T> {
        T read(Path file, DoubleConsumer share) throws IOException;
    }

    /**
     * Reads a file on a thread of its own: a slow disk may hold up a single look at it, and who cancels is let go at once. The share
     * is not that of the faces, by which the time left is estimated.
     *
     * @param what is done, for people: {@code "reading ffhq.pkl"}
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    public static <T> T read(String what, Progress progress, Reader<T> reader) throws IOException {
        DoubleConsumer told = share -> {
            progress.report(0, what + ", " + Math.round(100 * share) + " %");
            progress.check();
        };
        told.accept(0);
        return new Started<>(() -> reader.read(told)).await(progress, unwanted -> {});
    }

    /**
     * Reads the file that a parameter names, likewise.
     *
     * @param key  of the parameter
     * @param text its value
     * @throws IOException if the file is not there; the message names the parameter
     */
    static <T> T read(String key, String text, Progress progress, PathReader<T> reader) throws IOException {
        Path file = Path.of(text.strip());
        return read("reading " + file.getFileName(), progress, share -> {
            if (!Files.exists(file)) {
                throw new IOException(key + ": " + file + ": no such file; give the path of one that is there",
                        new NoSuchFileException(file.toString()));
            }
            return reader.read(file, share);
        });
    }
}
