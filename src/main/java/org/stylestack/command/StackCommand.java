package org.stylestack.command;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import net.imglib2.img.Img;
import net.imglib2.type.numeric.real.FloatType;
import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.task.Task;
import org.scijava.task.TaskService;
import org.stylestack.image.FolderSink;
import org.stylestack.image.Format;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.StackSink;
import org.stylestack.layer.DeviceException;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Progress;

/**
 * A command of StyleStack that makes image stacks. Its parameters are its fields; {@link CommandDeclaration} reads them.
 * <p>
 * Plain ImageJ and the shell call {@link #execute}; SciJava calls {@link #run}, which does the same with SciJava's progress,
 * log and cancelling. Parameters bear the names that macros and scripts type, underscores and all, because SciJava and
 * ImageJ's recorder both take a field's name for its key.
 */
public abstract class StackCommand extends ContextCommand {

    /** Steps of the progress bar. */
    private static final int STEPS = 1000;

    @Parameter
    private LogService logs;

    @Parameter
    private TaskService tasks;

    @Parameter(type = ItemIO.OUTPUT, label = "Stacks")
    private Map<String, ImagePlus> stacks;

    @Parameter(type = ItemIO.OUTPUT, visibility = ItemVisibility.INVISIBLE, label = "Tables")
    private Map<String, ResultsTable> tables;

    /** ContextCommand's own reason for cancelling is a plain field, which a thread at work need not see change. */
    private volatile boolean cancelled;

    /**
     * Does the work; the parameters' values are allowed ones.
     *
     * @param results to be opened once it is known what will come
     * @return how it was made
     */
    protected abstract Provenance compute(Results results, Log log, Progress progress) throws IOException;

    /** What an empty text of a parameter stands for, where commands that share it differ in that: {@code "0-7"}. */
    String standsFor(String key) {
        return "";
    }

    /** Called with the numbers that {@link #execute} shows as stacks, for commands that give them to scripts, too. */
    protected void give(Map<Output, Img<FloatType>> images) {}

    /**
     * Checks the parameters, and does the work in memory.
     *
     * @return labelled and calibrated stacks by name: {@code faces}, {@code skips/0004}; and plots
     * @throws IllegalArgumentException if a parameter's value is not allowed; the message is a sentence
     * @throws IOException              if a file cannot be read
     * @throws DeviceException          if the device fails
     * @throws CancellationException    if the progress says so
     */
    public final Map<String, ImagePlus> execute(Log log, Progress progress) throws IOException {
        CommandDeclaration.of(getClass()).check(this);
        StackSink sink = new StackSink();
        try {
            Provenance provenance = compute(sink, log, progress);
            give(sink.images());
            tables = sink.tables();
            stacks = new LinkedHashMap<>();
            sink.stacks(provenance).forEach((output, stack) -> stacks.put(output.path(), stack));
            stacks.putAll(sink.plots(provenance));
            return stacks;
        } catch (OutOfMemoryError e) {
            throw new IllegalArgumentException("memory: the Java heap of " + (Runtime.getRuntime().maxMemory() >> 20) + " MB has no"
                    + " room for what was asked; ask for fewer faces or outputs, or give ImageJ more memory under Edit > Options >"
                    + " Memory & Threads", e);
        }
    }

    /** The tables that {@link #execute} made, by name. */
    public final Map<String, ResultsTable> tables() {
        return tables;
    }

    /**
     * Checks the parameters, and does the work into a folder.
     *
     * @param overwrite whether files of the same names may be replaced
     * @return the files that are there now
     * @throws IOException if a file cannot be read or written, or is there already
     * @see #execute
     */
    public final List<Path> save(Path folder, Format format, boolean overwrite, Log log, Progress progress) throws IOException {
        CommandDeclaration.of(getClass()).check(this);
        try (FolderSink sink = new FolderSink(folder, format, overwrite)) {
            return sink.finish(compute(sink, log, progress));
        }
    }

    @Override
    public final void run() {
        Task task = tasks.createTask(CommandDeclaration.of(getClass()).label());
        task.setCancelCallBack(() -> cancel("cancelled"));
        task.setProgressMaximum(STEPS);
        task.start();
        try {
            execute(log(), progress(task));
        } catch (CancellationException e) {
            cancel("cancelled");
        } catch (IOException | IllegalArgumentException | DeviceException e) {
            logs.error(e.getMessage());
            cancel(e.getMessage());
        } finally {
            task.finish();
        }
    }

    @Override
    public void cancel(String reason) {
        super.cancel(reason);
        cancelled = true;
    }

    private Log log() {
        return new Log() {
            @Override
            public void info(String message) {
                logs.info(message);
            }

            @Override
            public void warn(String message) {
                logs.warn(message);
            }
        };
    }

    private Progress progress(Task task) {
        return new Progress() {
            @Override
            public boolean isCancelled() {
                return cancelled;
            }

            @Override
            public void report(double done, String what) {
                if (!cancelled) {
                    task.setStatusMessage(what);
                    task.setProgressValue(Math.round(done * STEPS));
                }
            }
        };
    }
}
