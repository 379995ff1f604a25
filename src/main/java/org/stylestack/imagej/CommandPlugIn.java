package org.stylestack.imagej;

import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.Log;
import org.stylestack.command.StackCommand;
import org.stylestack.imagej.dialog.ParameterDialog;
import org.stylestack.layer.DeviceException;

/**
 * Runs a command from ImageJ's menus, where {@link MenuEntry} stands for it, and from macros.
 * <p>
 * It serves plain ImageJ and Fiji alike. Fiji reads plugins.config, too; were the SciJava commands visible besides, they would
 * take over the menu's entries, but the search bar would list both. So SciJava runs them for scripts, by class, and dialog,
 * macros and recorder are one and the same everywhere.
 */
public final class CommandPlugIn implements PlugIn {

    @Override
    public void run(String className) {
        CommandDeclaration declaration = CommandDeclaration.of(CommandDeclaration.named(className));
        String options = Macro.getOptions();
        Runnable work = options == null && !GraphicsEnvironment.isHeadless() ? () -> runDialog(declaration)
                : () -> runMacro(declaration, options == null ? "" : options);
        if (EventQueue.isDispatchThread()) {
            // ImageJ starts a thread for a command of its menus, but a button of somebody's script need not: windows stay alive.
            new Thread(work, declaration.label()).start();
        } else {
            work.run();
        }
    }

    private static void runMacro(CommandDeclaration declaration, String options) {
        try {
            runWith(declaration, MacroVariables.parse(options), StatusBar.ofMacro(declaration.label()));
        } catch (IOException | IllegalArgumentException | DeviceException e) {
            IJ.error(declaration.label(), wrapped(e.getMessage()));
        } catch (CancellationException e) {
            // What ImageJ's own commands throw: it ends a macro.
            throw new RuntimeException(Macro.MACRO_CANCELED);
        }
    }

    private static void runDialog(CommandDeclaration declaration) {
        try (RecordedCommand recorded = new RecordedCommand(declaration)) {
            askAndRun(declaration, recorded);
        } catch (CancellationException e) {
            // Nothing is shown or recorded.
        }
    }

    /** Asks again, with what was typed, until it can be done. */
    private static void askAndRun(CommandDeclaration declaration, RecordedCommand recorded) {
        Optional<Map<String, String>> values = ParameterDialog.show(declaration, Map.of());
        while (values.isPresent()) {
            try {
                recorded.write(runWith(declaration, values.get(), StatusBar.withWindow(declaration.label())));
                ParameterDialog.remember(declaration, values.get());
                return;
            } catch (CancellationException e) {
                ParameterDialog.remember(declaration, values.get());
                throw e;
            } catch (IOException | IllegalArgumentException | DeviceException e) {
                IJ.showMessage(declaration.label(), wrapped(e.getMessage()));
                values = ParameterDialog.show(declaration, values.get());
            }
        }
    }

    private static StackCommand runWith(CommandDeclaration declaration, Map<String, String> values, StatusBar status)
            throws IOException {
        try (status) {
            StackCommand command = declaration.create(values);
            command.execute(log(), status).values().forEach(StackWindow::show);
            command.tables().forEach((name, table) -> table.show(name));
            return command;
        }
    }

    /** ImageJ's messages are as wide as their longest line. */
    private static String wrapped(String sentence) {
        return sentence.replaceAll("(.{60,}?) ", "$1\n");
    }

    private static Log log() {
        return new Log() {
            @Override
            public void info(String message) {
                IJ.log(message);
            }

            @Override
            public void warn(String message) {
                IJ.log("Warning: " + message);
            }
        };
    }
}
