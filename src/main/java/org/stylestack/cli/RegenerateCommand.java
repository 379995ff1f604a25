package org.stylestack.cli;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.Regenerate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a picture again. */
@Command(name = "regenerate", sortOptions = false, usageHelpAutoWidth = true,
        description = "Makes a picture of StyleStack's again, and all that its command made besides, from the recipe in it.",
        footer = {"", "Example:", "  stylestack regenerate faces/faces.tif --out again"})
final class RegenerateCommand implements Callable<Integer> {

    private final Interrupt interrupt;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PICTURE", description = "A TIFF that StyleStack made.")
    private String picture;

    @Mixin
    private FolderOptions folder;

    private RegenerateCommand(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    static CommandSpec create(Interrupt interrupt) {
        return CommandSpec.forAnnotatedObject(new RegenerateCommand(interrupt));
    }

    @Override
    public Integer call() throws IOException {
        Console console = new Console(spec.commandLine().getErr(), interrupt);
        CommandDeclaration.of(Regenerate.class).create(Map.of("picture", picture))
                .save(folder.out(), folder.format(), folder.overwrite(), console, console)
                .forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
