package org.stylestack.command;

import java.io.IOException;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/** A command whose first picture can be computed before the command runs, as its dialog does. */
public interface Previewed {

    /**
     * What is asked of the model. Files of latents are read for it.
     *
     * @throws IOException              if a file cannot be read
     * @throws IllegalArgumentException if a parameter's value is not allowed; the message is a sentence
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    GenerateOptions options(Progress progress) throws IOException;

    /**
     * Computes the first picture: its skips, where the generator has some, and the face.
     *
     * @param model opened with these {@link #options}
     * @throws IOException              if a file cannot be read
     * @throws IllegalArgumentException if parameters do not fit the model
     */
    void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException;
}
