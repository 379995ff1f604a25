package org.stylestack.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.stylestack.command.Models;
import org.stylestack.device.Devices;
import org.stylestack.generator.Generator;
import org.stylestack.layer.opencl.Family;
import org.stylestack.layer.opencl.OpenClDevice;
import org.stylestack.layer.opencl.Tuner;
import org.stylestack.layer.opencl.TuningFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds out how a device computes a model's layers fastest, and keeps it. */
@Command(name = "tune", sortOptions = false, usageHelpAutoWidth = true,
        description = {"Times the ways to compute each layer of a model on an OpenCL device, and keeps the fastest in the user's"
                + " settings, where all later runs with this device and driver find them.", "The file that is printed can be read, edited and deleted."},
        footer = {"", "Example:", "  stylestack tune --model ffhq.pkl"})
final class TuneCommand implements Callable<Integer> {

    private final Interrupt interrupt;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE", description = "The generator's file; without it, the portraits that come with StyleStack.")
    private String model = "";

    @Option(names = "--generator", paramLabel = "NAME", description = "Which of the file's generators; without it, the moving average.")
    private String generatorName = "";

    @Option(names = "--device", paramLabel = "DEVICE", description = "opencl, or a part of a device's name. Default: opencl.")
    private String request = "opencl";

    private TuneCommand(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    static CommandSpec create(Interrupt interrupt) {
        return CommandSpec.forAnnotatedObject(new TuneCommand(interrupt));
    }

    @Override
    public Integer call() throws IOException {
        OpenClDevice device = Devices.find().openCl(request);
        Generator generator = Generator.of(Models.open(model, generatorName));
        Console console = new Console(spec.commandLine().getErr(), interrupt);
        console.info("Device " + device);
        TuningFile file = TuningFile.ofUser(device);
        Family family = Family.of(device.kind());
        file.write(new Tuner(device, family, console::info, console::isCancelled).tune(generator).over(file.read(family)));
        spec.commandLine().getOut().println(file.path());
        return 0;
    }
}
