package org.stylestack.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.GenerateFaces;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Generates into a folder, batch by batch. */
@Command(name = "generate", sortOptions = false, usageHelpAutoWidth = true,
        description = "Generates faces, and what each layer makes of them, into a folder.",
        footer = {"", "Examples:",
                "  stylestack generate --seeds 0-7 --psi 0.7 --out faces",
                "  stylestack generate --model ffhq.pkl --seeds 42 --save faces,layers --format npy --out arrays",
                "  stylestack generate --seeds 0-9 --mix 100 --mix-at 4 --format png --out mixed"})
final class GenerateCommand implements Callable<Integer> {

    private static final CommandDeclaration DECLARATION = CommandDeclaration.of(GenerateFaces.class);

    private final Interrupt interrupt;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FolderOptions folder;

    @ArgGroup(exclusive = true)
    private Given given;

    /** Latents instead of seeds. */
    private static final class Given {
        @Option(names = "--w", paramLabel = "FILE",
                description = "Take w from a file instead of seeds: npy or npz of [samples, w size], or w+ of [layers, w size] or"
                        + " [samples, layers, w size]; or what rosinality's projector saves.")
        private Path w;

        @Option(names = "--z", paramLabel = "FILE", description = "Take z from a file instead of seeds: npy or npz of [samples, z size].")
        private Path z;

        String key() {
            return w != null ? GenerateFaces.W : GenerateFaces.Z;
        }

        Path file() {
            return w != null ? w : z;
        }
    }

    private GenerateCommand(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    static CommandSpec create(Interrupt interrupt) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new GenerateCommand(interrupt));
        DeclaredOptions.add(spec, DECLARATION);
        return spec;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> texts = DeclaredOptions.given(spec.commandLine().getParseResult(), DECLARATION);
        if (given != null && texts.containsKey("seeds")) {
            throw new IllegalArgumentException("seeds: --" + given.key() + " gives the latents already; leave one of them out");
        }
        GenerateFaces command = (GenerateFaces) DECLARATION.create(texts);
        if (given != null) {
            command.take(given.key(), given.file());
        }
        Console console = new Console(spec.commandLine().getErr(), interrupt);
        command.save(folder.out(), folder.format(), folder.overwrite(), console, console)
                .forEach(spec.commandLine().getOut()::println);
        return 0;
    }
}
