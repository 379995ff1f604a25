package org.stylestack.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.FindDirections;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds directions in w, and writes a file of them. */
@Command(name = "directions", sortOptions = false, usageHelpAutoWidth = true,
        description = "Finds directions in w along which faces change, and writes them to a safetensors file, for edit.",
        footer = {"", "Examples:",
                "  stylestack directions sefa --layers \"b4-b16 conv*\" --out sefa.safetensors",
                "  stylestack directions pca --samples 100000 --count 20 --out pca.safetensors"})
final class DirectionsCommand implements Callable<Integer> {

    private static final CommandDeclaration DECLARATION = CommandDeclaration.of(FindDirections.class);
    private static final String METHOD = "method";

    private final Interrupt interrupt;

    @Spec
    private CommandSpec spec;

    private DirectionsCommand(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    @Parameters(paramLabel = "sefa|pca", description = "The singular vectors of style weights, or the principal components of w.")
    private String method;

    static CommandSpec create(Interrupt interrupt) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new DirectionsCommand(interrupt));
        DECLARATION.parameters().stream().filter(parameter -> !parameter.key().equals(METHOD))
                .forEach(parameter -> spec.addOption(DeclaredOptions.option(parameter)));
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> texts = DeclaredOptions.given(spec.commandLine().getParseResult(), DECLARATION);
        texts.put(METHOD, method);
        Console console = new Console(spec.commandLine().getErr(), interrupt);
        DECLARATION.create(texts).execute(console, console);
        spec.commandLine().getOut().println(Path.of(texts.get("out")));
        return 0;
    }
}
