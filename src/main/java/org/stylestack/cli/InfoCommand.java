package org.stylestack.cli;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.command.Models;
import org.stylestack.generator.Generator;
import org.stylestack.generator.ModelInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a model is. */
@Command(name = "info", sortOptions = false, description = "Says what a model is: its format, structure, sizes and hash.",
        footer = {"", "Examples:", "  stylestack info --model ffhq.pkl", "  stylestack info --model ffhq.pkl --json"})
final class InfoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", description = "The generator's file; without it, the portraits that come with StyleStack.")
    private String model = "";

    @Option(names = "--generator", paramLabel = "NAME", description = "Which of the file's generators; without it, the moving average.")
    private String generator = "";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Checkpoint checkpoint = Models.open(model, generator);
        ModelInfo info = ModelInfo.of(checkpoint, Generator.of(checkpoint), Models.sha256(model));
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(info) : info);
        return 0;
    }
}
