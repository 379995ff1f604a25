package org.stylestack.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.scijava.ItemIO;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.task.Task;
import org.scijava.task.TaskService;
import org.stylestack.layer.DeviceException;
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

    /** ContextCommand's own reason for cancelling is a plain field, which a thread at work need not see change. */
    private volatile boolean cancelled;

    /** Does the work; the parameters' values are allowed ones. */
    protected abstract Map<String, ImagePlus> compute(Log log, Progress progress) throws IOException;

    /**
     * Checks the parameters and does the work.
     *
     * @return labelled and calibrated stacks by name: {@code faces}, {@code skips/0004}
     * @throws IllegalArgumentException if a parameter's value is not allowed; the message is a sentence
     * @throws IOException              if a file cannot be read
     * @throws DeviceException          if the device fails
     * @throws CancellationException    if the progress says so
     */
    public final Map<String, ImagePlus> execute(Log log, Progress progress) throws IOException {
        CommandDeclaration.of(getClass()).check(this);
        stacks = compute(log, progress);
        return stacks;
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
        } catch (OutOfMemoryError e) {
            cancel("memory: the Java heap has no room for the result; ask for fewer faces or outputs, or give Java more memory");
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
                task.setStatusMessage(what);
                task.setProgressValue(Math.round(done * STEPS));
            }
        };
    }
}
