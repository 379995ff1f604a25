package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.jocl.CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_PARTITION_BY_COUNTS;
import static org.jocl.CL.CL_DEVICE_TYPE;
import static org.jocl.CL.CL_DEVICE_TYPE_CPU;
import static org.jocl.CL.CL_DEVICE_TYPE_GPU;
import static org.jocl.CL.CL_DRIVER_VERSION;
import static org.jocl.CL.CL_INVALID_BUFFER_SIZE;
import static org.jocl.CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;
import static org.jocl.CL.CL_OUT_OF_HOST_MEMORY;
import static org.jocl.CL.CL_OUT_OF_RESOURCES;
import static org.jocl.CL.CL_PLATFORM_NAME;
import static org.jocl.CL.CL_PLATFORM_VERSION;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clCreateSubDevices;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetDeviceInfo;
import static org.jocl.CL.clGetPlatformIDs;
import static org.jocl.CL.clGetPlatformInfo;
import static org.jocl.CL.clReleaseDevice;
import static org.jocl.CL.stringFor_errorCode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_device_partition_property;
import org.jocl.cl_platform_id;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Profile;

/**
 * An OpenCL device as its driver describes it.
 *
 * @param platform     the driver's platform, for making a context
 * @param id           the device, for making a context
 * @param name         the device's own name
 * @param platformName the platform's name
 * @param driver       the driver's version
 * @param kind         GPU, CPU or other
 * @param computeUnits its parallel compute units
 * @param memory       its memory in bytes
 * @param largestBuffer the largest buffer in bytes
 * @param largestGroup  the most work-items of a group
 * @param localMemory   the local memory of a group in bytes
 * @param isPart        whether it is some of a processor's threads, to be {@linkplain #release released} by who made it
 */
public record OpenClDevice(
        cl_platform_id platform,
        cl_device_id id,
        String name,
        String platformName,
        String driver,
        Kind kind,
        int computeUnits,
        long memory,
        long largestBuffer,
        long largestGroup,
        long localMemory,
        boolean isPart) {

    /** CL_DEVICE_TYPE_ALL; JOCL's has the upper 32 bits, too, which Mesa's rusticl refuses. */
    private static final long ALL_TYPES = 0xFFFFFFFFL;

    /** What drivers say where memory ends; some find buffers room only when a kernel needs them. */
    private static final Set<Integer> MEMORY = Set.of(CL_MEM_OBJECT_ALLOCATION_FAILURE, CL_OUT_OF_RESOURCES, CL_OUT_OF_HOST_MEMORY,
            CL_INVALID_BUFFER_SIZE);

    /** What the driver says the device is. */
    public enum Kind { GPU, CPU, OTHER }

    /**
     * All devices of all platforms. One caller at a time: drivers set themselves up when they are first asked, and PoCL crashes
     * where two threads ask first.
     *
     * @throws OpenClUnavailable if the machine has no OpenCL loader, or the loader no driver; the message says which
     */
    public static synchronized List<OpenClDevice> list() throws OpenClUnavailable {
        List<OpenClDevice> devices = new ArrayList<>();
        for (cl_platform_id platform : platforms()) {
            int[] count = new int[1];
            int status = clGetDeviceIDs(platform, ALL_TYPES, 0, null, count);
            // Before anything else: to ask the next platform is long enough for a signal.
            SignalHandlers.restore();
            if (status == CL_SUCCESS) {
                cl_device_id[] ids = new cl_device_id[count[0]];
                clGetDeviceIDs(platform, ALL_TYPES, ids.length, ids, null);
                for (cl_device_id id : ids) {
                    devices.add(describe(platform, id));
                }
            }
        }
        return devices;
    }

    private static List<cl_platform_id> platforms() throws OpenClUnavailable {
        boolean early = RegisteredDrivers.maySetUpPocl(RegisteredDrivers.FOLDER, System.getenv());
        Optional<LinkageError> failure = early ? keepHandlers() : Optional.empty();
        int[] count = new int[1];
        int status;
        try {
            status = clGetPlatformIDs(0, null, count);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new OpenClUnavailable("no OpenCL loader could be opened on this machine by " + JoclVersion.loaded()
                    + " (install a driver of the graphics card, or PoCL for the processor; JOCL before 2.0.6 may look for"
                    + " libOpenCL.so alone, which Debian has in ocl-icd-opencl-dev, and lack what ARM processors need)", e);
        }
        if (early && failure.isEmpty()) {
            SignalHandlers.restore();
        }
        // The loader's own status for "no platform" is -1001, CL_PLATFORM_NOT_FOUND_KHR.
        if (status != CL_SUCCESS || count[0] == 0) {
            throw new OpenClUnavailable("the OpenCL loader finds no driver (install one for the graphics card, or PoCL for the processor)",
                    null);
        }
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        clGetPlatformIDs(platforms.length, platforms, null);
        if (Arrays.stream(platforms).anyMatch(platform -> SignalHandlers.areDeadly(text(platform, CL_PLATFORM_VERSION)))) {
            failure = failure.or(OpenClDevice::keepHandlers);
            if (failure.isPresent()) {
                throw new OpenClUnavailable("PoCL by LLVM 20 or newer would end Java without the library JNA, which could not be loaded ("
                        + failure.get().getMessage() + "; put one jna.jar beside StyleStack's jars)", failure.get());
            }
        }
        return List.of(platforms);
    }

    /** Why it could not be done. Whether it needs to be, a platform's version tells, but that may be after PoCL has been set up. */
    private static Optional<LinkageError> keepHandlers() {
        try {
            SignalHandlers.keep();
            return Optional.empty();
        } catch (LinkageError e) {
            return Optional.of(e);
        }
    }

    /**
     * Opens the device by the family of kernels that suits its kind, as tuned by the user.
     *
     * @throws DeviceException if it cannot be used, or computes wrong numbers
     */
    public Layers open(LayerOptions options) {
        check(options.precision(), () -> false);
        Family family = Family.of(kind);
        return open(options, family, TuningFile.ofUser(this).read(family));
    }

    /**
     * Compares a small network with the JVM's, once for each driver and precision; builds kernels for it.
     *
     * @param cancelled asked between kernels; where it says true, a CancellationException is thrown
     * @throws DeviceException if the device computes wrong numbers, or none
     */
    public void check(Precision precision, BooleanSupplier cancelled) {
        Family family = Family.of(kind);
        Tuning tuning = TuningFile.ofUser(this).read(family);
        SelfCheck.ofUser().require(toString(), precision, () -> {
            Layers layers = open(new LayerOptions(precision), family, tuning);
            layers.watch(cancelled);
            return layers;
        });
    }

    /** Opens the device by any family of kernels, so that one can be tried on a device of another kind. */
    public Layers open(LayerOptions options, Family family, Tuning tuning) {
        boolean part = kind == Kind.CPU && options.threads() > 0 && options.threads() < computeUnits;
        OpenClSession session = session(part ? part(options.threads()) : this, options.profile());
        return orClosed(session, () -> {
            options.profile().ifPresent(profile -> profile.setLimits(new OpenClLimits(session).measure()));
            return family.open(session, tuning, options.precision());
        });
    }

    /** The same, timed, without its limits being measured. */
    Layers open(Precision precision, Family family, Tuning tuning, Profile profile) {
        OpenClSession session = session(this, Optional.of(profile));
        return orClosed(session, () -> family.open(session, tuning, precision));
    }

    private static Layers orClosed(OpenClSession session, Supplier<Layers> opening) {
        try {
            return opening.get();
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static OpenClSession session(OpenClDevice device, Optional<Profile> profile) {
        try {
            return new OpenClSession(device, profile);
        } catch (RuntimeException e) {
            device.release();
            throw e;
        }
    }

    /** A sub-device of some of a processor's threads. */
    OpenClDevice part(int threads) {
        cl_device_partition_property counts = new cl_device_partition_property();
        counts.addProperty(CL_DEVICE_PARTITION_BY_COUNTS, threads);
        cl_device_id[] parts = new cl_device_id[1];
        int status = clCreateSubDevices(id, counts, 1, parts, null);
        if (status != CL_SUCCESS) {
            throw new DeviceException("opencl: " + this + " cannot be held to " + threads + " of its " + computeUnits + " threads ("
                    + stringFor_errorCode(status) + "); start the program with taskset instead, or leave --threads out");
        }
        return new OpenClDevice(platform, parts[0], name, platformName, driver, kind, threads, memory, largestBuffer,
                largestGroup, localMemory, true);
    }

    /** Gives a part of a device back to the driver, once its context is gone; whole devices stay. */
    void release() {
        if (isPart) {
            clReleaseDevice(id);
        }
    }

    /** @throws DeviceException that says what could not be done, and what to do, where a driver's status is not success */
    void require(int status, String action, String advice) {
        if (status != CL_SUCCESS) {
            throw failure(status, action, advice);
        }
    }

    DeviceException failure(int status, String action, String advice) {
        String message = "opencl: " + this + " could not " + action + " (" + stringFor_errorCode(status) + "); " + advice;
        return MEMORY.contains(status) ? new DeviceMemoryException(message) : new DeviceException(message);
    }

    private static OpenClDevice describe(cl_platform_id platform, cl_device_id id) {
        long type = number(id, CL_DEVICE_TYPE);
        Kind kind = (type & CL_DEVICE_TYPE_CPU) != 0 ? Kind.CPU : (type & CL_DEVICE_TYPE_GPU) != 0 ? Kind.GPU : Kind.OTHER;
        return new OpenClDevice(platform, id, text(id, CL_DEVICE_NAME), text(platform, CL_PLATFORM_NAME), text(id, CL_DRIVER_VERSION), kind,
                (int) number(id, CL_DEVICE_MAX_COMPUTE_UNITS), number(id, CL_DEVICE_GLOBAL_MEM_SIZE),
                number(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE), number(id, CL_DEVICE_MAX_WORK_GROUP_SIZE),
                number(id, CL_DEVICE_LOCAL_MEM_SIZE), false);
    }

    private static long number(cl_device_id id, int what) {
        long[] value = new long[1];
        clGetDeviceInfo(id, what, Long.BYTES, Pointer.to(value), null);
        return value[0];
    }

    private static String text(cl_platform_id platform, int what) {
        long[] size = new long[1];
        clGetPlatformInfo(platform, what, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        clGetPlatformInfo(platform, what, bytes.length, Pointer.to(bytes), null);
        return text(bytes);
    }

    private static String text(cl_device_id id, int what) {
        long[] size = new long[1];
        clGetDeviceInfo(id, what, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        clGetDeviceInfo(id, what, bytes.length, Pointer.to(bytes), null);
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    @Override
    public String toString() {
        return name + " (" + platformName + ", driver " + driver + ")";
    }
}
