package org.stylestack.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.StackCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command of the menus as a command of the shell, which writes its results into a folder. */
@Command(sortOptions = false, usageHelpAutoWidth = true)
final class FolderCommand implements Callable<Integer> {

    private final CommandDeclaration declaration;
    private final Interrupt interrupt;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FolderOptions folder;

    private FolderCommand(CommandDeclaration declaration, Interrupt interrupt) {
        this.declaration = declaration;
        this.interrupt = interrupt;
    }

    /** @param examples whole lines for the help */
    static CommandSpec create(String name, Class<? extends StackCommand> type, Interrupt interrupt, String... examples) {
        CommandDeclaration declaration = CommandDeclaration.of(type);
        CommandSpec spec = CommandSpec.forAnnotatedObject(new FolderCommand(declaration, interrupt)).name(name);
        DeclaredOptions.add(spec, declaration);
        spec.usageMessage().description(declaration.help()).footer("%nExamples:%n  " + String.join("%n  ", examples));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        StackCommand command = declaration.create(DeclaredOptions.given(spec.commandLine().getParseResult(), declaration));
        Console console = new Console(spec.commandLine().getErr(), interrupt);
        command.save(folder.out(), folder.format(), folder.overwrite(), console, console)
                .forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
