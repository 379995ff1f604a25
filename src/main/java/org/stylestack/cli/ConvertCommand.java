package org.stylestack.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.stylestack.command.Models;
import org.stylestack.generator.Generator;
import org.stylestack.generator.GeneratorWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a model in another format. */
@Command(name = "convert", sortOptions = false,
        description = "Writes a generator as safetensors, which makes the same images to the bit.",
        footer = {"", "Example:", "  stylestack convert --model ffhq.pkl --to safetensors --out ffhq.safetensors"})
final class ConvertCommand implements Callable<Integer> {

    /** The formats that can be written; as long as there is one, asking for it is all that {@code --to} does. */
    private enum Target { SAFETENSORS }

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "The generator's file.")
    private String model;

    @Option(names = "--generator", paramLabel = "NAME", description = "Which of the file's generators; without it, the moving average.")
    private String generator = "";

    @Option(names = "--to", required = true, paramLabel = "safetensors", description = "The format to write.")
    private Target to;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file to write.")
    private Path out;

    @Option(names = "--overwrite", description = "Replace the file if it is there.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("out: the folder of " + out + " is not there; make it, or choose another");
        } else if (Files.exists(out) && !(overwrite && Files.isRegularFile(out))) {
            throw new IOException("out: " + out + " is there already; choose another file, or say that it may be overwritten");
        }
        GeneratorWriter.write(Generator.of(Models.open(model, generator)), out);
        spec.commandLine().getOut().println(out);
        return 0;
    }
}
