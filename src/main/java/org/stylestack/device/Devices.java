package org.stylestack.device;

import com.aparapi.device.Device;
import com.aparapi.device.OpenCLDevice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Precision;
import org.stylestack.layer.aparapi.AparapiOpenCl;
import org.stylestack.layer.aparapi.KernelDevice;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.layer.aparapi.ProfiledDevice;
import org.stylestack.layer.jvm.JvmLayers;
import org.stylestack.layer.opencl.OpenClDevice;
import org.stylestack.layer.opencl.OpenClUnavailable;

/**
 * The devices of this machine, found once.
 *
 * <pre>{@code
 * try (Layers layers = Devices.find().choose("auto").get(0).open(LayerOptions.USUAL)) { … }
 * }</pre>
 */
public final class Devices {

    /** What the OpenCL drivers said, or why none did. */
    private record Drivers(List<OpenClDevice> openCl, String whyNone) {
        List<DeviceChoice> devices() {
            return openCl.stream().map(Devices::choice).toList();
        }
    }

    private Drivers drivers;

    private Devices() {}

    /** The machine's drivers are asked only when it matters, since some take long; it never fails: the JVM is always there. */
    public static Devices find() {
        return new Devices();
    }

    private Drivers drivers() {
        if (drivers == null) {
            drivers = ask();
        }
        return drivers;
    }

    private static Drivers ask() {
        try {
            List<OpenClDevice> devices = OpenClDevice.list().stream()
                    .sorted(Comparator.comparing(OpenClDevice::kind).thenComparing(OpenClDevice::computeUnits, Comparator.reverseOrder()))
                    .toList();
            return new Drivers(devices, devices.isEmpty() ? "the OpenCL drivers offer no device" : "");
        } catch (OpenClUnavailable e) {
            return new Drivers(List.of(), e.getMessage());
        }
    }

    private static DeviceChoice choice(OpenClDevice device) {
        return new DeviceChoice("opencl", device.name(), "opencl: " + device, device::open);
    }

    /** Why there is no OpenCL device; empty where there is one. */
    public String whyNoOpenCl() {
        return drivers().whyNone();
    }

    /** The usable devices, best first: OpenCL devices (GPUs before CPUs), the JVM's threads, Aparapi's own OpenCL. */
    public List<DeviceChoice> all() {
        List<DeviceChoice> all = new ArrayList<>(drivers().devices());
        all.add(java());
        all.addAll(aparapi());
        return all;
    }

    /**
     * The devices to try for a request, best first: those that were asked for, then the JVM's threads to fall back to.
     *
     * @param request {@code auto}, {@code java}, {@code opencl}, {@code aparapi}, or a part of a device's name
     * @throws DeviceException if no device has such a name
     */
    public List<DeviceChoice> choose(String request) {
        String wanted = request.strip().toLowerCase(Locale.ROOT);
        List<DeviceChoice> asked = switch (wanted) {
            case "java" -> List.of();
            case "auto" -> drivers().devices();
            case "opencl" -> orUnusable("opencl", drivers().devices());
            case "aparapi" -> orUnusable("aparapi", aparapi());
            default -> called(wanted);
        };
        return Stream.concat(asked.stream(), Stream.of(java())).toList();
    }

    /**
     * The OpenCL device that a request means.
     *
     * @param request as for {@link #choose}
     * @throws DeviceException if it means none
     */
    public OpenClDevice openCl(String request) {
        DeviceChoice chosen = choose(request).get(0);
        return drivers().openCl().stream().filter(device -> choice(device).description().equals(chosen.description())).findFirst()
                .orElseThrow(() -> new DeviceException("device: \"" + request + "\" is no OpenCL device"
                        + (whyNoOpenCl().isEmpty() ? "; stylestack devices lists those that there are" : ": " + whyNoOpenCl())));
    }

    /**
     * Has the OpenCL device that a request means check itself where it has not yet, for which its driver builds the kernels. What
     * is wrong with it, {@link DeviceChoice#open} says again.
     *
     * @param request   as for {@link #choose}
     * @param cancelled asked between kernels; where it says true, a CancellationException is thrown
     */
    public void prepare(String request, Precision precision, BooleanSupplier cancelled) {
        try {
            if (choose(request).get(0).kind().equals("opencl") && whyNoOpenCl().isEmpty()) {
                openCl(request).check(precision, cancelled);
            }
        } catch (DeviceException e) {
            // Who opens it hears of it.
        }
    }

    private List<DeviceChoice> called(String name) {
        List<DeviceChoice> called = drivers().devices().stream()
                .filter(choice -> choice.description().toLowerCase(Locale.ROOT).contains(name)).toList();
        if (called.isEmpty()) {
            throw new DeviceException("device: none is called \"" + name + "\"; there are auto, "
                    + all().stream().map(choice -> choice.kind().equals("java") ? "java" : choice.description())
                            .collect(Collectors.joining(", ")));
        }
        return called;
    }

    private List<DeviceChoice> orUnusable(String kind, List<DeviceChoice> choices) {
        return choices.isEmpty() ? List.of(unusable(kind)) : choices;
    }

    private DeviceChoice unusable(String kind) {
        String why = kind + " cannot be used: " + (whyNoOpenCl().isEmpty()
                ? "Aparapi finds no OpenCL device; its native library comes along for Linux and Intel's Macs alone" : whyNoOpenCl());
        return new DeviceChoice(kind, kind, kind, options -> {
            throw new DeviceException(why);
        });
    }

    private static DeviceChoice java() {
        int threads = Runtime.getRuntime().availableProcessors();
        return new DeviceChoice("java", "java", "java: " + threads + " threads of the JVM", JvmLayers::new);
    }

    private static KernelDevice aparapi(OpenCLDevice device, LayerOptions options) {
        KernelDevice whole = new AparapiOpenCl(device);
        return options.profile().isPresent() ? new ProfiledDevice(whole, options.profile().get()) : whole;
    }

    private List<DeviceChoice> aparapi() {
        List<DeviceChoice> choices = new ArrayList<>();
        if (drivers().devices().isEmpty()) {
            return choices;
        }
        for (Device.TYPE type : List.of(Device.TYPE.GPU, Device.TYPE.CPU, Device.TYPE.ACC)) {
            for (OpenCLDevice device : OpenCLDevice.listDevices(type)) {
                choices.add(new DeviceChoice("aparapi", device.getName(), "aparapi: " + device.getName(),
                        options -> new KernelLayers(aparapi(device, options))));
            }
        }
        return choices;
    }
}
