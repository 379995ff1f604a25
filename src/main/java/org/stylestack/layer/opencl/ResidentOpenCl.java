package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_BUILD_PROGRAM_FAILURE;
import static org.jocl.CL.CL_CONTEXT_PLATFORM;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.CL_TRUE;
import static org.jocl.CL.clBuildProgram;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clCreateKernel;
import static org.jocl.CL.clCreateProgramWithSource;
import static org.jocl.CL.clEnqueueNDRangeKernel;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueWriteBuffer;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clGetProgramBuildInfo;
import static org.jocl.CL.clReleaseCommandQueue;
import static org.jocl.CL.clReleaseContext;
import static org.jocl.CL.clReleaseEvent;
import static org.jocl.CL.clReleaseKernel;
import static org.jocl.CL.clReleaseMemObject;
import static org.jocl.CL.clReleaseProgram;
import static org.jocl.CL.clSetKernelArg;
import static org.jocl.CL.clWaitForEvents;
import static org.jocl.CL.stringFor_errorCode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.aparapi.KernelDevice;
import org.stylestack.layer.aparapi.LayerKernel;
import org.stylestack.layer.aparapi.Pieces;

/**
 * Runs translated kernels on an OpenCL device; buffers stay in its memory until they are read or closed.
 * <p>
 * Aparapi's own execution ties buffers to one kernel and to a Java array's address, which the garbage collector changes;
 * here a buffer is the device's alone, and the array that kernels hold is an empty token that stands for it.
 */
public final class ResidentOpenCl implements KernelDevice {

    private record Compiled(Translation translation, cl_program program, cl_kernel kernel) {}

    private final OpenClDevice device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final Map<float[], DeviceBuffer> buffers = new IdentityHashMap<>();
    private final Map<Class<?>, Compiled> programs = new HashMap<>();
    /** Marks the ends of pieces in flight, so that no more than two are ever queued and a cancellation is soon heeded. */
    private final Deque<cl_event> inFlight = new ArrayDeque<>();
    private long workSinceEvent;

    public ResidentOpenCl(OpenClDevice device) {
        this.device = device;
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL_CONTEXT_PLATFORM, device.platform());
        int[] status = new int[1];
        this.context = clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, status);
        require(status[0], "make a context", "check its driver, or choose the device java");
        this.queue = createQueue();
    }

    @SuppressWarnings("deprecation") // The call without properties lists is the one that every OpenCL version has.
    private cl_command_queue createQueue() {
        int[] status = new int[1];
        cl_command_queue created = clCreateCommandQueue(context, device.id(), 0, status);
        if (status[0] != CL_SUCCESS) {
            clReleaseContext(context);
        }
        require(status[0], "make a command queue", "check its driver, or choose the device java");
        return created;
    }

    @Override
    public String name() {
        return "opencl: " + device;
    }

    @Override
    public int largestBuffer() {
        return (int) Math.min(device.largestBuffer() / Float.BYTES, Integer.MAX_VALUE - 8);
    }

    @Override
    public Buffer allocate(int size) {
        int[] status = new int[1];
        cl_mem memory = clCreateBuffer(context, CL_MEM_READ_WRITE, (long) Math.max(1, size) * Float.BYTES, null, status);
        require(status[0], "find room for " + megabytes(size) + " MB", "lower the batch size, or choose the device java");
        DeviceBuffer buffer = new DeviceBuffer(memory, size, new float[0]);
        buffers.put(buffer.array(), buffer);
        return buffer;
    }

    @Override
    public void launch(LayerKernel kernel, int items, long workPerItem, BooleanSupplier cancelled) {
        Compiled compiled = programs.computeIfAbsent(kernel.getClass(), type -> compile(kernel));
        int group = device.kind() == OpenClDevice.Kind.CPU ? 1 : 64;
        int piece = Pieces.size(items, workPerItem);
        kernel.items = items;
        for (kernel.first = 0; kernel.first < items; kernel.first += piece) {
            Pieces.check(cancelled);
            setArguments(compiled, kernel);
            int count = Math.min(piece, items - kernel.first);
            long[] global = {(count + group - 1L) / group * group};
            workSinceEvent += count * Math.max(1, workPerItem);
            cl_event event = workSinceEvent >= Pieces.WORK ? new cl_event() : null;
            int status = clEnqueueNDRangeKernel(queue, compiled.kernel(), 1, null, global, new long[] {group}, 0, null, event);
            require(status, "run the kernel " + kernel.getClass().getSimpleName(), "choose another device, or java");
            if (event != null) {
                workSinceEvent = 0;
                inFlight.add(event);
                awaitAllButOne();
            }
        }
    }

    private void awaitAllButOne() {
        while (inFlight.size() > 1) {
            cl_event oldest = inFlight.remove();
            int status = clWaitForEvents(1, new cl_event[] {oldest});
            clReleaseEvent(oldest);
            require(status, "finish what it was given", "choose another device, or java");
        }
    }

    private void setArguments(Compiled compiled, LayerKernel kernel) {
        int count = compiled.translation().arguments().size();
        for (int k = 0; k < count; k++) {
            Object value = compiled.translation().value(k, kernel);
            int status;
            if (value instanceof float[] array) {
                status = clSetKernelArg(compiled.kernel(), k, Sizeof.cl_mem, Pointer.to(buffers.get(array).memory));
            } else if (value instanceof Integer number) {
                status = clSetKernelArg(compiled.kernel(), k, Sizeof.cl_int, Pointer.to(new int[] {number}));
            } else {
                status = clSetKernelArg(compiled.kernel(), k, Sizeof.cl_float, Pointer.to(new float[] {(Float) value}));
            }
            require(status, "take the argument " + compiled.translation().arguments().get(k).getName() + " of the kernel "
                    + kernel.getClass().getSimpleName(), "choose another device, or java");
        }
        clSetKernelArg(compiled.kernel(), count, Sizeof.cl_int, Pointer.to(new int[] {0}));
    }

    private Compiled compile(LayerKernel kernel) {
        String name = kernel.getClass().getSimpleName();
        Translation translation = Translation.of(kernel);
        int[] status = new int[1];
        cl_program program = clCreateProgramWithSource(context, 1, new String[] {translation.source()}, null, status);
        require(status[0], "take the program of the kernel " + name, "choose another device, or java");
        int built = clBuildProgram(program, 0, null, null, null, null);
        if (built != CL_SUCCESS) {
            String log = built == CL_BUILD_PROGRAM_FAILURE ? buildLog(program) : "";
            clReleaseProgram(program);
            throw new DeviceException(name() + " could not build the kernel " + name + " (" + stringFor_errorCode(built)
                    + (log.isEmpty() ? "" : ": " + log) + "); update its driver, or choose another device, or java");
        }
        cl_kernel compiled = clCreateKernel(program, "run", status);
        require(status[0], "make the kernel " + name, "choose another device, or java");
        return new Compiled(translation, program, compiled);
    }

    private String buildLog(cl_program program) {
        long[] size = new long[1];
        clGetProgramBuildInfo(program, device.id(), CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] log = new byte[(int) size[0]];
        clGetProgramBuildInfo(program, device.id(), CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
        return new String(log, StandardCharsets.UTF_8).lines().findFirst().orElse("").replace("\0", "").strip();
    }

    @Override
    public void close() {
        clFinish(queue);
        inFlight.forEach(event -> clReleaseEvent(event));
        inFlight.clear();
        for (Compiled compiled : programs.values()) {
            clReleaseKernel(compiled.kernel());
            clReleaseProgram(compiled.program());
        }
        programs.clear();
        buffers.values().forEach(buffer -> clReleaseMemObject(buffer.memory));
        buffers.clear();
        clReleaseCommandQueue(queue);
        clReleaseContext(context);
    }

    private void require(int status, String action, String advice) {
        if (status != CL_SUCCESS) {
            throw new DeviceException(name() + " could not " + action + " (" + stringFor_errorCode(status) + "); " + advice);
        }
    }

    private static long megabytes(int floats) {
        return Math.max(1, (long) floats * Float.BYTES >> 20);
    }

    private final class DeviceBuffer implements Buffer {

        private final cl_mem memory;
        private final int size;
        private final float[] token;

        DeviceBuffer(cl_mem memory, int size, float[] token) {
            this.memory = memory;
            this.size = size;
            this.token = token;
        }

        @Override
        public float[] array() {
            return token;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public void write(float[] values) {
            int status = clEnqueueWriteBuffer(queue, memory, CL_TRUE, 0, (long) values.length * Float.BYTES, Pointer.to(values), 0,
                    null, null);
            require(status, "take " + megabytes(values.length) + " MB of data", "lower the batch size, or choose the device java");
        }

        @Override
        public void read(float[] into) {
            long bytes = (long) Math.min(into.length, size) * Float.BYTES;
            int status = clEnqueueReadBuffer(queue, memory, CL_TRUE, 0, bytes, Pointer.to(into), 0, null, null);
            require(status, "give its results back", "lower the batch size, or choose the device java");
        }

        @Override
        public void close() {
            if (buffers.remove(token) != null) {
                clReleaseMemObject(memory);
            }
        }
    }
}
