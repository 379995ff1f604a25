package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_BUFFER_CREATE_TYPE_REGION;
import static org.jocl.CL.CL_CONTEXT_PLATFORM;
import static org.jocl.CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN;
import static org.jocl.CL.CL_INVALID_BUFFER_SIZE;
import static org.jocl.CL.CL_KERNEL_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;
import static org.jocl.CL.CL_MEM_READ_ONLY;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_MEM_USE_HOST_PTR;
import static org.jocl.CL.CL_OUT_OF_HOST_MEMORY;
import static org.jocl.CL.CL_OUT_OF_RESOURCES;
import static org.jocl.CL.CL_QUEUE_PROFILING_ENABLE;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.CL_TRUE;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clCreateSubBuffer;
import static org.jocl.CL.clEnqueueNDRangeKernel;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueWriteBuffer;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clGetDeviceInfo;
import static org.jocl.CL.clGetKernelWorkGroupInfo;
import static org.jocl.CL.clReleaseCommandQueue;
import static org.jocl.CL.clReleaseContext;
import static org.jocl.CL.clReleaseEvent;
import static org.jocl.CL.clReleaseMemObject;
import static org.jocl.CL.clSetKernelArg;
import static org.jocl.CL.clWaitForEvents;
import static org.jocl.CL.stringFor_errorCode;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_buffer_region;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.Profile;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;
import org.stylestack.layer.aparapi.Pieces;

/**
 * A context and an in-order queue on one device, and what was made in them: buffers and programs, freed with the session.
 * <p>
 * A buffer is the device's alone; the Java array that stands for it in a kernel's arguments is an empty token, so that no
 * garbage collection can touch its contents.
 */
final class OpenClSession implements AutoCloseable {

    private static final String ADVICE = "choose another device, or java";
    /** Multiply-adds of a piece on a GPU: 80 ms on a slow one, and on a fast one still longer than its launches take. */
    static final long GPU_PIECE = Pieces.WORK << 6;
    /** On a processor, some milliseconds of two cores; who waits is woken on a core that computes. */
    private static final long CPU_PIECE = Pieces.WORK << 2;
    /** What drivers say where memory ends; some find buffers room only when a kernel needs them. */
    private static final Set<Integer> MEMORY = Set.of(CL_MEM_OBJECT_ALLOCATION_FAILURE, CL_OUT_OF_RESOURCES, CL_OUT_OF_HOST_MEMORY,
            CL_INVALID_BUFFER_SIZE);

    private final OpenClDevice device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final Map<float[], DeviceBuffer> buffers = new IdentityHashMap<>();
    private final Programs programs;
    private final HugePages hugePages;
    /** Marks the ends of pieces in flight, so that no more than two are ever queued and a cancellation is soon heeded. */
    private final Deque<cl_event> inFlight = new ArrayDeque<>();
    private final long piece;
    private long workSinceEvent;
    private final Optional<LaunchTimes> times;

    /** @param profile where to add what each command takes */
    OpenClSession(OpenClDevice device, Optional<Profile> profile) {
        this.device = device;
        this.piece = device.kind() == OpenClDevice.Kind.GPU ? GPU_PIECE : CPU_PIECE;
        this.times = profile.map(LaunchTimes::new);
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL_CONTEXT_PLATFORM, device.platform());
        int[] status = new int[1];
        this.context = clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, status);
        require(status[0], "make a context", ADVICE);
        this.queue = createQueue();
        this.programs = new Programs(device, context, ProgramCache.ofUser());
        this.hugePages = new HugePages(this);
    }

    @SuppressWarnings("deprecation") // The call without property lists is the one that every OpenCL version has.
    private cl_command_queue createQueue() {
        int[] status = new int[1];
        long properties = times.isPresent() ? CL_QUEUE_PROFILING_ENABLE : 0;
        cl_command_queue created = clCreateCommandQueue(context, device.id(), properties, status);
        if (status[0] != CL_SUCCESS) {
            clReleaseContext(context);
        }
        require(status[0], "make a command queue", ADVICE);
        return created;
    }

    OpenClDevice device() {
        return device;
    }

    String name() {
        return "opencl: " + device;
    }

    Buffer allocate(int size) {
        int[] status = new int[1];
        cl_mem memory = clCreateBuffer(context, CL_MEM_READ_WRITE, (long) Math.max(1, size) * Float.BYTES, null, status);
        require(status[0], "find room for " + megabytes(size) + " MB", "lower the batch size, or choose the device java");
        Buffer buffer = buffer(memory, size);
        hugePages.ask(buffer.array(), size);
        return buffer;
    }

    /** See {@link org.stylestack.layer.aparapi.KernelDevice#over}. */
    Buffer over(FloatBuffer values) {
        int size = values.capacity();
        if (device.kind() != OpenClDevice.Kind.CPU || !isNative(values)) {
            Buffer copy = allocate(size);
            copy.write(values);
            return copy;
        }
        int[] status = new int[1];
        cl_mem memory = clCreateBuffer(context, CL_MEM_READ_ONLY | CL_MEM_USE_HOST_PTR, (long) size * Float.BYTES, Pointer.to(values),
                status);
        require(status[0], "read " + megabytes(size) + " MB in place", ADVICE);
        return buffer(memory, size);
    }

    /**
     * Some numbers of a buffer as one of their own, which closes by itself.
     *
     * @param from a multiple of {@link #partAlignment}
     */
    Buffer part(float[] token, int from, int size) {
        cl_buffer_region region = new cl_buffer_region((long) from * Float.BYTES, (long) size * Float.BYTES);
        int[] status = new int[1];
        cl_mem memory = clCreateSubBuffer(buffers.get(token).memory, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, region, status);
        require(status[0], "take a part of a buffer", ADVICE);
        return buffer(memory, size);
    }

    /** Parts of buffers begin at multiples of so many numbers. */
    int partAlignment() {
        int[] bits = new int[1];
        clGetDeviceInfo(device.id(), CL_DEVICE_MEM_BASE_ADDR_ALIGN, Sizeof.cl_uint, Pointer.to(bits), null);
        return Math.max(1, bits[0] / Float.SIZE);
    }

    private Buffer buffer(cl_mem memory, int size) {
        DeviceBuffer buffer = new DeviceBuffer(memory, size, new float[0]);
        buffers.put(buffer.array(), buffer);
        return buffer;
    }

    /** Whether a driver can read the numbers as they lie. */
    private static boolean isNative(FloatBuffer values) {
        return values.isDirect() && values.order() == ByteOrder.nativeOrder();
    }

    /** See {@link Programs#kernel(String, String, String)}. */
    UserKernel kernel(String program, String source, String kernel) {
        return programs.kernel(program, source, kernel);
    }

    /** See {@link Programs#kernel(Program, String, Object)}. */
    UserKernel kernel(Program program, String kernel, Object user) {
        return programs.kernel(program, kernel, user);
    }

    /** How many items a group of a kernel can have on this device. */
    long largestGroup(UserKernel kernel) {
        long[] size = new long[1];
        clGetKernelWorkGroupInfo(kernel.kernel(), device.id(), CL_KERNEL_WORK_GROUP_SIZE, Sizeof.size_t, Pointer.to(size), null);
        return size[0];
    }

    /** Sets all arguments of a kernel: buffers' tokens, Integers and Floats. */
    void setArguments(UserKernel user, Object... values) {
        cl_kernel kernel = user.kernel();
        Object[] told = user.told(values.length);
        for (int k = 0; k < values.length; k++) {
            Object value = values[k];
            if (value.equals(told[k])) {
                continue;
            }
            int status;
            if (value instanceof float[] token) {
                status = clSetKernelArg(kernel, k, Sizeof.cl_mem, Pointer.to(buffers.get(token).memory));
            } else if (value instanceof Integer number) {
                status = clSetKernelArg(kernel, k, Sizeof.cl_int, Pointer.to(new int[] {number}));
            } else {
                status = clSetKernelArg(kernel, k, Sizeof.cl_float, Pointer.to(new float[] {(Float) value}));
            }
            if (status != CL_SUCCESS) {
                throw failure(status, "take argument " + k + " of the kernel " + user.name(), ADVICE);
            }
            told[k] = value;
        }
    }

    /**
     * Queues a kernel; waits only where more than two pieces of work would be in flight.
     *
     * @param work multiply-adds, by which pieces are counted
     */
    void launch(UserKernel kernel, long items, int group, long work) {
        launch(kernel, Range.of(items, group), work);
    }

    /** See {@link #launch(UserKernel, long, int, long)}. */
    void launch(UserKernel kernel, Range range, long work) {
        enqueue(kernel, null, range, work);
    }

    /** Launches the items from {@code first} on; see {@link #launch(UserKernel, long, int, long)}. */
    void launch(UserKernel kernel, long first, Range range, long work) {
        enqueue(kernel, new long[] {first}, range, work);
    }

    private void enqueue(UserKernel kernel, long[] offset, Range range, long work) {
        workSinceEvent += work;
        boolean endsPiece = workSinceEvent >= piece;
        cl_event event = endsPiece || times.isPresent() ? new cl_event() : null;
        int status = clEnqueueNDRangeKernel(queue, kernel.kernel(), range.items().length, offset, range.items(), range.group(), 0, null,
                event);
        if (status != CL_SUCCESS) {
            throw failure(status, "run the kernel " + kernel.name(), ADVICE);
        }
        times.ifPresent(launches -> launches.add(event, kernel.name()));
        if (endsPiece) {
            workSinceEvent = 0;
            inFlight.add(event);
            awaitAllButOne();
        } else if (event != null) {
            clReleaseEvent(event);
        }
    }

    private void transferred(cl_event event, String direction) {
        if (times.isPresent()) {
            times.get().add(event, direction);
            clReleaseEvent(event);
            times.get().collect();
        }
    }

    private void awaitAllButOne() {
        while (inFlight.size() > 1) {
            cl_event oldest = inFlight.remove();
            int status = clWaitForEvents(1, new cl_event[] {oldest});
            clReleaseEvent(oldest);
            require(status, "finish what it was given", ADVICE);
        }
    }

    @Override
    public void close() {
        clFinish(queue);
        times.ifPresent(LaunchTimes::collect);
        inFlight.forEach(event -> clReleaseEvent(event));
        programs.close();
        buffers.values().forEach(buffer -> clReleaseMemObject(buffer.memory));
        buffers.clear();
        clReleaseCommandQueue(queue);
        clReleaseContext(context);
        device.release();
    }

    private void require(int status, String action, String advice) {
        if (status != CL_SUCCESS) {
            throw failure(status, action, advice);
        }
    }

    private DeviceException failure(int status, String action, String advice) {
        String message = name() + " could not " + action + " (" + stringFor_errorCode(status) + "); " + advice;
        return MEMORY.contains(status) ? new DeviceMemoryException(message) : new DeviceException(message);
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
        public void write(FloatBuffer values) {
            // What the file maps goes to the device as it is; the rest goes through an array.
            Pointer from = Pointer.to(isNative(values) ? values : onHeap(values));
            cl_event event = times.isPresent() ? new cl_event() : null;
            long bytes = (long) values.capacity() * Float.BYTES;
            int status = clEnqueueWriteBuffer(queue, memory, CL_TRUE, 0, bytes, from, 0, null, event);
            require(status, "take " + megabytes(values.capacity()) + " MB of data", ADVICE);
            transferred(event, "write");
        }

        private static FloatBuffer onHeap(FloatBuffer values) {
            return values.hasArray() ? values : FloatBuffer.allocate(values.capacity()).put(values.duplicate()).flip();
        }

        @Override
        public void read(float[] into) {
            long bytes = (long) Math.min(into.length, size) * Float.BYTES;
            cl_event event = times.isPresent() ? new cl_event() : null;
            int status = clEnqueueReadBuffer(queue, memory, CL_TRUE, 0, bytes, Pointer.to(into), 0, null, event);
            require(status, "give its results back", ADVICE);
            transferred(event, "read");
        }

        @Override
        public void close() {
            if (buffers.remove(token) != null) {
                clReleaseMemObject(memory);
            }
        }
    }
}
