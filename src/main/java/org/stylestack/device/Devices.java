package org.stylestack.device;

import com.aparapi.device.Device;
import com.aparapi.device.OpenCLDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.Layers;
import org.stylestack.layer.aparapi.AparapiOpenCl;
import org.stylestack.layer.aparapi.JavaThreads;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.opencl.OpenClDevice;
import org.stylestack.layer.opencl.OpenClUnavailable;
import org.stylestack.layer.opencl.Precision;

/**
 * The devices of this machine, found once.
 *
 * <pre>{@code
 * try (Layers layers = Devices.find().choose("auto").get(0).open().get()) { … }
 * }</pre>
 */
public final class Devices {

    private final List<DeviceChoice> openCl;
    private final String whyNoOpenCl;

    private Devices(List<DeviceChoice> openCl, String whyNoOpenCl) {
        this.openCl = openCl;
        this.whyNoOpenCl = whyNoOpenCl;
    }

    /** Asks the machine's drivers; never fails, since the JVM's threads are always there. */
    public static Devices find() {
        try {
            List<DeviceChoice> choices = OpenClDevice.list().stream()
                    .sorted(Comparator.comparing(OpenClDevice::kind).thenComparing(OpenClDevice::computeUnits, Comparator.reverseOrder()))
                    .map(Devices::choice)
                    .toList();
            return new Devices(choices, choices.isEmpty() ? "the OpenCL drivers offer no device" : "");
        } catch (OpenClUnavailable e) {
            return new Devices(List.of(), e.getMessage());
        }
    }

    private static DeviceChoice choice(OpenClDevice device) {
        return new DeviceChoice("opencl", device.name(), "opencl: " + device, () -> device.open(Precision.FAST));
    }

    /** Why there is no OpenCL device; empty where there is one. */
    public String whyNoOpenCl() {
        return whyNoOpenCl;
    }

    /** The usable devices, best first: OpenCL devices (GPUs before CPUs), the JVM's threads, Aparapi's own OpenCL. */
    public List<DeviceChoice> all() {
        List<DeviceChoice> all = new ArrayList<>(openCl);
        all.add(java());
        if (!openCl.isEmpty()) {
            all.addAll(aparapi());
        }
        return all;
    }

    /**
     * The devices to try for a request, best first: those that were asked for, then what may be fallen back to.
     *
     * @param request {@code auto}, {@code java}, {@code opencl}, {@code aparapi}, or a part of a device's name
     * @throws DeviceException if no device has such a name
     */
    public List<DeviceChoice> choose(String request) {
        String wanted = request.strip().toLowerCase(Locale.ROOT);
        List<DeviceChoice> all = all();
        if (wanted.equals("auto")) {
            return all.stream().filter(choice -> !choice.kind().equals("aparapi")).toList();
        }
        List<DeviceChoice> asked = all.stream().filter(choice -> choice.kind().equals(wanted)).toList();
        if (asked.isEmpty() && (wanted.equals("opencl") || wanted.equals("aparapi"))) {
            return List.of(unusable(wanted), java());
        }
        if (asked.isEmpty()) {
            asked = openCl.stream().filter(choice -> choice.description().toLowerCase(Locale.ROOT).contains(wanted)).toList();
        }
        if (asked.isEmpty()) {
            throw new DeviceException("no device is called \"" + request + "\"; there are auto, "
                    + all.stream().map(choice -> choice.kind().equals("java") ? "java" : choice.description())
                            .collect(Collectors.joining(", ")));
        }
        List<DeviceChoice> order = new ArrayList<>(asked);
        if (!wanted.equals("java")) {
            order.add(java());
        }
        return order;
    }

    private DeviceChoice unusable(String kind) {
        String why = kind + " cannot be used: " + (whyNoOpenCl.isEmpty() ? "Aparapi finds no OpenCL device" : whyNoOpenCl);
        return new DeviceChoice(kind, kind, kind, () -> {
            throw new DeviceException(why);
        });
    }

    private static DeviceChoice java() {
        int threads = Runtime.getRuntime().availableProcessors();
        return new DeviceChoice("java", "java", "java: " + threads + " threads of the JVM",
                () -> new KernelLayers(new JavaThreads(threads)));
    }

    private static List<DeviceChoice> aparapi() {
        List<DeviceChoice> choices = new ArrayList<>();
        for (Device.TYPE type : List.of(Device.TYPE.GPU, Device.TYPE.CPU, Device.TYPE.ACC)) {
            for (OpenCLDevice device : OpenCLDevice.listDevices(type)) {
                choices.add(new DeviceChoice("aparapi", device.getName(), "aparapi: " + device.getName(),
                        () -> new KernelLayers(new AparapiOpenCl(device))));
            }
        }
        return choices;
    }
}
