package org.stylestack.imagej;

import ij.IJ;
import ij.plugin.frame.Recorder;
import java.util.stream.Collectors;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.StackCommand;

/**
 * A command's line in ImageJ's macro recorder. The recorder follows one command at a time, and mixes them up where a second one is
 * chosen before the first has ended; so the line is written here, when the command is done, and the recorder writes none.
 */
final class RecordedCommand implements AutoCloseable {

    private final CommandDeclaration declaration;
    private final boolean isWanted;

    RecordedCommand(CommandDeclaration declaration) {
        this.declaration = declaration;
        this.isWanted = IJ.recording() && declaration.label().equals(Recorder.getCommand());
    }

    /** Records every parameter, so that a macro makes the same pixels when initial values have changed; empty is nothing. */
    void write(StackCommand done) {
        if (isWanted) {
            String options = declaration.values(done).entrySet().stream().filter(entry -> !entry.getValue().isEmpty())
                    .map(entry -> entry.getKey() + "=" + quoted(Recorder.fixString(entry.getValue()))).collect(Collectors.joining(" "));
            Recorder.recordString((Recorder.scriptMode() ? "IJ." : "") + "run(\"" + declaration.label() + "\", \"" + options + "\");\n");
        }
    }

    /** Keeps the recorder from writing the command once more, as ImageJ has it do when the command's thread ends. */
    @Override
    public void close() {
        if (isWanted) {
            Recorder.disableCommandRecording();
        }
    }

    private static String quoted(String value) {
        return value.contains(" ") ? "[" + value + "]" : value;
    }
}
