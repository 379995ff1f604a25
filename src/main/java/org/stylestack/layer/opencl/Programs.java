package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_BUILD_PROGRAM_FAILURE;
import static org.jocl.CL.CL_PROGRAM_BINARIES;
import static org.jocl.CL.CL_PROGRAM_BINARY_SIZES;
import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clBuildProgram;
import static org.jocl.CL.clCreateKernel;
import static org.jocl.CL.clCreateProgramWithBinary;
import static org.jocl.CL.clCreateProgramWithSource;
import static org.jocl.CL.clGetProgramBuildInfo;
import static org.jocl.CL.clGetProgramInfo;
import static org.jocl.CL.clReleaseKernel;
import static org.jocl.CL.clReleaseProgram;
import static org.jocl.CL.stringFor_errorCode;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;
import org.stylestack.layer.DeviceException;

/** The programs of a context and their kernels, each built or loaded once, at its first use or {@linkplain #loadEarly earlier}. */
final class Programs implements AutoCloseable {

    private static final int TRIES = 3;

    private final OpenClDevice device;
    private final cl_context context;
    private final ProgramCache cache;
    /** By what they are called; who asks for one that another thread loads waits for it. */
    private final Map<String, cl_program> programs = new ConcurrentHashMap<>();
    private final Map<Key, UserKernel> kernels = new HashMap<>();
    private CompletableFuture<Void> loader = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    /** It is looked up at every launch, so it compares no more than it has to. */
    private record Key(Object program, String kernel, Object user) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && user == key.user && kernel.equals(key.kernel)
                    && (program == key.program || program.equals(key.program));
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(user) + kernel.hashCode();
        }
    }

    Programs(OpenClDevice device, cl_context context, ProgramCache cache) {
        this.device = device;
        this.context = context;
        this.cache = cache;
    }

    /**
     * Has programs that were built in an earlier run loaded by a thread of its own, one after the other, while the host is busy with the
     * model. Others are left for their first use.
     */
    void loadEarly(List<Program> wanted) {
        loader = CompletableFuture.runAsync(() -> wanted.stream().takeWhile(program -> !closed)
                .forEach(program -> programs.computeIfAbsent(program.toString(), name -> loaded(program.source()).orElse(null))), work -> {
                    Thread thread = new Thread(work, "stylestack-programs");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    /**
     * A kernel of a file.
     *
     * @param user whose kernel it is: each has one of its own, which keeps its arguments
     */
    UserKernel kernel(Program program, String kernel, Object user) {
        return kernel(program, program::source, kernel, user, kernel);
    }

    /**
     * A kernel of OpenCL C that is no file, the same for all.
     *
     * @param program a name, for messages
     */
    UserKernel kernel(String program, String source, String kernel) {
        return kernel(program, () -> source, kernel, "", program);
    }

    private UserKernel kernel(Object program, Supplier<String> source, String kernel, Object user, String name) {
        return kernels.computeIfAbsent(new Key(program, kernel, user), key -> {
            cl_program built = programs.computeIfAbsent(program.toString(), missing -> program(missing, source.get()));
            int[] status = new int[1];
            cl_kernel made = clCreateKernel(built, kernel, status);
            if (status[0] != CL_SUCCESS) {
                throw failure("make the kernel " + kernel + " of " + program, status[0], "");
            }
            return new UserKernel(made, name);
        });
    }

    private Optional<cl_program> loaded(String source) {
        return cache.read(device, source).flatMap(this::load);
    }

    private cl_program program(String name, String source) {
        return loaded(source).orElseGet(() -> {
            cl_program built = build(name, source);
            binary(built).ifPresent(binary -> cache.write(device, source, binary));
            return built;
        });
    }

    /** Empty where the driver does not take the binary, as after a change that its version does not show. */
    private Optional<cl_program> load(byte[] binary) {
        int[] status = new int[1];
        cl_program program = clCreateProgramWithBinary(context, 1, new cl_device_id[] {device.id()}, new long[] {binary.length},
                new byte[][] {binary}, null, status);
        if (status[0] != CL_SUCCESS) {
            return Optional.empty();
        }
        if (clBuildProgram(program, 0, null, null, null, null) != CL_SUCCESS) {
            clReleaseProgram(program);
            return Optional.empty();
        }
        return Optional.of(program);
    }

    private static Optional<byte[]> binary(cl_program program) {
        long[] size = new long[1];
        if (clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null) != CL_SUCCESS || size[0] == 0) {
            return Optional.empty();
        }
        byte[] binary = new byte[(int) size[0]];
        int status = clGetProgramInfo(program, CL_PROGRAM_BINARIES, Sizeof.POINTER, Pointer.to(Pointer.to(binary)), null);
        return status == CL_SUCCESS ? Optional.of(binary) : Optional.empty();
    }

    private cl_program build(String name, String source) {
        int[] status = new int[1];
        // Not every compiler takes other characters than ASCII, even in comments.
        String ascii = source.replaceAll("\\P{ASCII}", "?");
        cl_program program = clCreateProgramWithSource(context, 1, new String[] {ascii}, null, status);
        if (status[0] != CL_SUCCESS) {
            throw failure("take the program " + name, status[0], "");
        }
        int built = clBuildProgram(program, 0, null, null, null, null);
        // PoCL can fail where the JVM meets LLVM's signal handlers, or two processes build the same program at the same time.
        for (int tries = 1; built == CL_BUILD_PROGRAM_FAILURE && tries < TRIES; tries++) {
            built = clBuildProgram(program, 0, null, null, null, null);
        }
        SignalHandlers.restore();
        if (built != CL_SUCCESS) {
            String log = built == CL_BUILD_PROGRAM_FAILURE ? buildLog(program) : "";
            clReleaseProgram(program);
            throw failure("build the kernel " + name, built, log);
        }
        return program;
    }

    private DeviceException failure(String action, int status, String log) {
        return new DeviceException("opencl: " + device + " could not " + action + " (" + stringFor_errorCode(status)
                + (log.isEmpty() ? "" : ": " + log) + "); update its driver, or choose another device, or java");
    }

    private String buildLog(cl_program program) {
        long[] size = new long[1];
        clGetProgramBuildInfo(program, device.id(), CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] log = new byte[(int) size[0]];
        clGetProgramBuildInfo(program, device.id(), CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
        return new String(log, StandardCharsets.UTF_8).replace("\0", "").lines()
                .filter(line -> line.contains("error")).findFirst().orElse("").strip();
    }

    @Override
    public void close() {
        closed = true;
        // The context has to outlive it. What failed there was loaded or built at its first use.
        loader.exceptionally(failure -> null).join();
        kernels.values().forEach(user -> clReleaseKernel(user.kernel()));
        programs.values().forEach(program -> clReleaseProgram(program));
    }
}
