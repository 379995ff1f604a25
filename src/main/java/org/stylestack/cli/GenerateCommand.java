package org.stylestack.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.GenerateFaces;
import org.stylestack.command.Generation;
import org.stylestack.image.FolderSink;
import org.stylestack.image.Format;
import picocli.CommandLine.Command;
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

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "The folder to write into; made where it is not there.")
    private Path out;

    @Option(names = "--format", paramLabel = "tiff|png|npy", description = "tiff: an ImageJ stack each; png: a picture a face;"
            + " npy: float32 arrays in the network's range. Default: tiff.")
    private Format format = Format.TIFF;

    @Option(names = "--overwrite", description = "Replace files of the same names.")
    private boolean overwrite;

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
        GenerateFaces command = (GenerateFaces) DECLARATION.create(DeclaredOptions.given(spec.commandLine().getParseResult(), DECLARATION));
        Console console = new Console(spec.commandLine().getErr(), interrupt);
        Generation generation = new Generation(command.options(), console);
        try (FolderSink sink = new FolderSink(out, format, overwrite, generation.generator(), command.kinds(), generation.samples())) {
            String device = generation.run(command.kinds(), sink, console);
            Map<String, String> texts = DECLARATION.values(command);
            sink.finish(generation.provenance(texts, device)).forEach(spec.commandLine().getOut()::println);
        }
        return 0;
    }
}
