package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that a parameter names. */
final class GivenFile {

    private GivenFile() {}

    /**
     * @param key  of the parameter
     * @param text its value
     * @throws IOException if the file is not there; the message names the parameter
     */
    static Path of(String key, String text) throws IOException {
        Path file = Path.of(text.strip());
        if (!Files.exists(file)) {
            throw new IOException(key + ": " + file + ": no such file; give the path of one that is there",
                    new NoSuchFileException(file.toString()));
        }
        return file;
    }
}
