package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_CONTEXT_PLATFORM;
import static org.jocl.CL.CL_KERNEL_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_QUEUE_PROFILING_ENABLE;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clEnqueueNDRangeKernel;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clGetKernelWorkGroupInfo;
import static org.jocl.CL.clReleaseCommandQueue;
import static org.jocl.CL.clReleaseContext;
import static org.jocl.CL.clReleaseEvent;
import static org.jocl.CL.clSetKernelArg;
import static org.jocl.CL.clWaitForEvents;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.stylestack.layer.Profile;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;
import org.stylestack.layer.aparapi.Pieces;

/** A context and an in-order queue on one device, and what was made in them: buffers and programs, freed with the session. */
final class OpenClSession implements AutoCloseable {

    static final String ADVICE = "choose another device, or java";
    /** Multiply-adds of a piece on a GPU: 80 ms on a slow one, and on a fast one still longer than its launches take. */
    static final long GPU_PIECE = Pieces.WORK << 6;
    /** On a processor, some milliseconds of two cores; who waits is woken on a core that computes. */
    private static final long CPU_PIECE = Pieces.WORK << 2;

    private final OpenClDevice device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final OpenClBuffers buffers;
    private final Programs programs;
    private final HugePages hugePages;
    /** From which the next buffers that stay are cut. */
    private Optional<Slab> slab = Optional.empty();
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
        device.require(status[0], "make a context", ADVICE);
        this.queue = createQueue();
        this.programs = new Programs(device, context, ProgramCache.ofUser());
        this.buffers = new OpenClBuffers(device, context, queue, times);
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
        device.require(status[0], "make a command queue", ADVICE);
        return created;
    }

    OpenClDevice device() {
        return device;
    }

    String name() {
        return "opencl: " + device;
    }

    /** See {@link org.stylestack.layer.aparapi.KernelDevice#allocate}. */
    Buffer allocate(int size) {
        Buffer buffer = buffers.create(size);
        hugePages.ask(buffer.array(), size, true);
        return buffer;
    }

    /** See {@link org.stylestack.layer.aparapi.KernelDevice#reserve}. */
    Buffer reserve(int size) {
        if (device.kind() != OpenClDevice.Kind.CPU || size > Slab.LARGEST_PART || Slab.SIZE > device.largestBuffer() / Float.BYTES) {
            return allocate(size);
        }
        if (slab.isEmpty() || !slab.get().hasRoom(size)) {
            // Its memory lasts as long as its parts.
            slab.ifPresent(full -> full.whole().close());
            slab = Optional.empty();
            Buffer whole = buffers.create(Slab.SIZE);
            hugePages.ask(whole.array(), Slab.SIZE, false);
            slab = Optional.of(new Slab(whole));
        }
        return part(slab.get().whole().array(), slab.get().take(size), Math.max(1, size));
    }

    /** See {@link org.stylestack.layer.aparapi.KernelDevice#holding}. */
    Buffer holding(FloatBuffer values) {
        int size = values.capacity();
        if (size > 0 && size < HugePages.LEAST) {
            return buffers.holding(values);
        }
        Buffer copy = allocate(size);
        copy.write(values);
        return copy;
    }

    /** See {@link org.stylestack.layer.aparapi.KernelDevice#over}. */
    Buffer over(FloatBuffer values) {
        return device.kind() == OpenClDevice.Kind.CPU && OpenClBuffers.isNative(values) ? buffers.over(values) : holding(values);
    }

    /** See {@link OpenClBuffers#part}. */
    Buffer part(float[] token, int from, int size) {
        return buffers.part(token, from, size);
    }

    /** See {@link OpenClBuffers#address}. */
    long address(float[] token) {
        return buffers.address(token);
    }

    /** See {@link OpenClBuffers#partAlignment}. */
    int partAlignment() {
        return buffers.partAlignment();
    }

    /** See {@link Programs#loadEarly}. */
    void loadEarly(List<Program> wanted) {
        programs.loadEarly(wanted);
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
                status = clSetKernelArg(kernel, k, Sizeof.cl_mem, Pointer.to(buffers.memory(token)));
            } else if (value instanceof Integer number) {
                status = clSetKernelArg(kernel, k, Sizeof.cl_int, Pointer.to(new int[] {number}));
            } else {
                status = clSetKernelArg(kernel, k, Sizeof.cl_float, Pointer.to(new float[] {(Float) value}));
            }
            if (status != CL_SUCCESS) {
                throw device.failure(status, "take argument " + k + " of the kernel " + user.name(), ADVICE);
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
            throw device.failure(status, "run the kernel " + kernel.name(), ADVICE);
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

    private void awaitAllButOne() {
        while (inFlight.size() > 1) {
            cl_event oldest = inFlight.remove();
            int status = clWaitForEvents(1, new cl_event[] {oldest});
            clReleaseEvent(oldest);
            device.require(status, "finish what it was given", ADVICE);
        }
    }

    @Override
    public void close() {
        clFinish(queue);
        times.ifPresent(LaunchTimes::collect);
        inFlight.forEach(event -> clReleaseEvent(event));
        programs.close();
        buffers.close();
        clReleaseCommandQueue(queue);
        clReleaseContext(context);
        device.release();
    }
}
