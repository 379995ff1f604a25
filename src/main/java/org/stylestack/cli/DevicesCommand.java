package org.stylestack.cli;

import org.stylestack.device.DeviceChoice;
import org.stylestack.device.Devices;
import org.stylestack.layer.opencl.JoclVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what can compute. */
@Command(name = "devices", description = {"Lists the devices, best first.",
        "Each line begins with the kind that --device takes; a part of a device's name will do, too.",
        "The last line tells which JOCL is the way to OpenCL."},
        footer = {"", "Example:", "  stylestack devices"})
final class DevicesCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Devices devices = Devices.find();
        devices.all().stream().map(DeviceChoice::description).forEach(spec.commandLine().getOut()::println);
        if (!devices.whyNoOpenCl().isEmpty()) {
            spec.commandLine().getErr().println("No OpenCL: " + devices.whyNoOpenCl());
        }
        spec.commandLine().getOut().println(JoclVersion.loaded());
    }
}
