package org.stylestack.command;

import java.io.IOException;
import java.util.Optional;
import org.stylestack.layer.DeviceException;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * Computes first pictures again and again. The model stays open on its device as long as the commands ask for the same one. An
 * instance serves one thread at a time.
 *
 * <pre>{@code
 * try (Preview preview = new Preview(log)) {
 *     preview.compute((Previewed) declaration.create(values), sink, progress);
 * }
 * }</pre>
 */
public final class Preview implements AutoCloseable {

    private final Log log;
    private Optional<Generation> generation = Optional.empty();
    private Optional<OpenModel> model = Optional.empty();

    public Preview(Log log) {
        this.log = log;
    }

    /**
     * Computes a command's first picture.
     *
     * @return the device that did it
     * @throws IOException                                if a file cannot be read
     * @throws IllegalArgumentException                   if a parameter's value is not allowed
     * @throws DeviceException       if the device fails; the next call opens it anew
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    public String compute(Previewed command, OutputSink sink, Progress progress) throws IOException {
        GenerateOptions options = command.options(progress);
        try {
            open(options, progress);
            command.preview(model.orElseThrow(), sink, progress);
            return model.get().device();
        } catch (DeviceException e) {
            close();
            throw e;
        }
    }

    private void open(GenerateOptions options, Progress progress) throws IOException {
        if (model.isPresent() && generation.get().options().isOfSameModel(options)) {
            generation = Optional.of(generation.get().with(options, progress));
            model = Optional.of(model.get().with(generation.get(), progress));
            return;
        }
        close();
        generation = Optional.of(new Generation(options, log, progress));
        model = Optional.of(generation.get().open(progress));
    }

    /** Frees the device. */
    @Override
    public void close() {
        model.ifPresent(OpenModel::close);
        model = Optional.empty();
        generation = Optional.empty();
    }
}
