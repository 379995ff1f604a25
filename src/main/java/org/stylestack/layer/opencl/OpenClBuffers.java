package org.stylestack.layer.opencl;

import static org.jocl.CL.CL_BUFFER_CREATE_TYPE_REGION;
import static org.jocl.CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN;
import static org.jocl.CL.CL_FALSE;
import static org.jocl.CL.CL_MAP_WRITE;
import static org.jocl.CL.CL_MEM_COPY_HOST_PTR;
import static org.jocl.CL.CL_MEM_READ_ONLY;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_MEM_USE_HOST_PTR;
import static org.jocl.CL.CL_TRUE;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateSubBuffer;
import static org.jocl.CL.clEnqueueCopyBuffer;
import static org.jocl.CL.clEnqueueMapBuffer;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueUnmapMemObject;
import static org.jocl.CL.clEnqueueWriteBuffer;
import static org.jocl.CL.clGetDeviceInfo;
import static org.jocl.CL.clReleaseEvent;
import static org.jocl.CL.clReleaseMemObject;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_buffer_region;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_event;
import org.jocl.cl_mem;
import org.stylestack.layer.aparapi.KernelDevice.Buffer;

/**
 * The buffers of a session.
 * <p>
 * A buffer is the device's alone; the Java array that stands for it in a kernel's arguments is an empty token, so that no
 * garbage collection can touch its contents.
 */
final class OpenClBuffers implements AutoCloseable {

    private static final String NO_ROOM = "lower the batch size, or choose the device java";
    /** Numbers of the largest write that the host does not wait for: a w of some faces. */
    private static final int MOST_COPIED = 1 << 14;

    private final OpenClDevice device;
    private final cl_context context;
    private final cl_command_queue queue;
    private final Optional<LaunchTimes> times;
    private final Map<float[], DeviceBuffer> all = new IdentityHashMap<>();

    OpenClBuffers(OpenClDevice device, cl_context context, cl_command_queue queue, Optional<LaunchTimes> times) {
        this.device = device;
        this.context = context;
        this.queue = queue;
        this.times = times;
    }

    /** A buffer of unknown contents. */
    Buffer create(int size) {
        int[] status = new int[1];
        cl_mem memory = clCreateBuffer(context, CL_MEM_READ_WRITE, (long) Math.max(1, size) * Float.BYTES, null, status);
        requireRoom(status[0], size);
        return whole(memory, size);
    }

    /** A buffer with these numbers; unlike a write it does not wait for what was launched. */
    Buffer holding(FloatBuffer values) {
        return whole(copyOf(values), values.capacity());
    }

    private cl_mem copyOf(FloatBuffer values) {
        int size = values.capacity();
        int[] status = new int[1];
        cl_mem memory = clCreateBuffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, (long) size * Float.BYTES,
                Pointer.to(isNative(values) ? values : onHeap(values)), status);
        requireRoom(status[0], size);
        return memory;
    }

    private void requireRoom(int status, int size) {
        device.require(status, "find room for " + megabytes(size) + " MB", NO_ROOM);
    }

    /** Native numbers where they lie. */
    Buffer over(FloatBuffer values) {
        int size = values.capacity();
        int[] status = new int[1];
        cl_mem memory = clCreateBuffer(context, CL_MEM_READ_ONLY | CL_MEM_USE_HOST_PTR, (long) size * Float.BYTES, Pointer.to(values),
                status);
        device.require(status[0], "read " + megabytes(size) + " MB in place", OpenClSession.ADVICE);
        return whole(memory, size);
    }

    /**
     * Some numbers of a buffer as one of their own, which closes by itself.
     *
     * @param from a multiple of {@link #partAlignment}
     */
    Buffer part(float[] token, int from, int size) {
        // A part of a part is one of the whole: OpenCL has no others.
        DeviceBuffer of = all.get(token);
        long begin = of.from + from;
        cl_buffer_region region = new cl_buffer_region(begin * Float.BYTES, (long) size * Float.BYTES);
        int[] status = new int[1];
        cl_mem memory = clCreateSubBuffer(of.whole, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, region, status);
        device.require(status[0], "take a part of a buffer", OpenClSession.ADVICE);
        return keep(new DeviceBuffer(memory, size, of.whole, begin));
    }

    /** Parts of buffers begin at multiples of so many numbers. */
    int partAlignment() {
        int[] bits = new int[1];
        clGetDeviceInfo(device.id(), CL_DEVICE_MEM_BASE_ADDR_ALIGN, Sizeof.cl_uint, Pointer.to(bits), null);
        return Math.max(1, bits[0] / Float.SIZE);
    }

    private Buffer whole(cl_mem memory, int size) {
        return keep(new DeviceBuffer(memory, size, memory, 0));
    }

    private Buffer keep(DeviceBuffer buffer) {
        all.put(buffer.array(), buffer);
        return buffer;
    }

    /** What a buffer's token stands for. */
    cl_mem memory(float[] token) {
        return all.get(token).memory;
    }

    /** Where a processor's buffer lies in the memory of this process; does not wait for what was launched. */
    long address(float[] token) {
        cl_mem memory = memory(token);
        int[] status = new int[1];
        ByteBuffer start = clEnqueueMapBuffer(queue, memory, CL_FALSE, CL_MAP_WRITE, 0, Float.BYTES, 0, null, null, status);
        device.require(status[0], "tell where a buffer lies", OpenClSession.ADVICE);
        device.require(clEnqueueUnmapMemObject(queue, memory, start, 0, null, null), "take a buffer back", OpenClSession.ADVICE);
        return NativeFunctions.address(start);
    }

    @Override
    public void close() {
        all.values().forEach(buffer -> clReleaseMemObject(buffer.memory));
        all.clear();
    }

    /** Whether a driver can read the numbers as they lie. */
    static boolean isNative(FloatBuffer values) {
        return values.isDirect() && values.order() == ByteOrder.nativeOrder();
    }

    private static FloatBuffer onHeap(FloatBuffer values) {
        return values.hasArray() ? values : FloatBuffer.allocate(values.capacity()).put(values.duplicate()).flip();
    }

    private static long megabytes(int floats) {
        return Math.max(1, (long) floats * Float.BYTES >> 20);
    }

    private void transferred(cl_event event, String direction) {
        if (times.isPresent()) {
            times.get().add(event, direction);
            clReleaseEvent(event);
            times.get().collect();
        }
    }

    private final class DeviceBuffer implements Buffer {

        private final cl_mem memory;
        private final int size;
        private final cl_mem whole;
        private final long from;
        private final float[] token = new float[0];

        /**
         * @param whole of what it is a part, or itself
         * @param from  where in it it begins
         */
        DeviceBuffer(cl_mem memory, int size, cl_mem whole, long from) {
            this.memory = memory;
            this.size = size;
            this.whole = whole;
            this.from = from;
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
            long bytes = (long) values.capacity() * Float.BYTES;
            if (values.capacity() <= MOST_COPIED && times.isEmpty()) {
                // JOCL has a thread wait for each write that the host does not wait for.
                cl_mem copy = copyOf(values);
                int status = clEnqueueCopyBuffer(queue, copy, memory, 0, 0, bytes, 0, null, null);
                clReleaseMemObject(copy);
                requireTaken(status, values);
                return;
            }
            // What the file maps goes to the device as it is; the rest goes through an array.
            Pointer from = Pointer.to(isNative(values) ? values : onHeap(values));
            cl_event event = times.isPresent() ? new cl_event() : null;
            requireTaken(clEnqueueWriteBuffer(queue, memory, CL_TRUE, 0, bytes, from, 0, null, event), values);
            transferred(event, "write");
        }

        private void requireTaken(int status, FloatBuffer values) {
            device.require(status, "take " + megabytes(values.capacity()) + " MB of data", OpenClSession.ADVICE);
        }

        @Override
        public void read(float[] into) {
            long bytes = (long) Math.min(into.length, size) * Float.BYTES;
            cl_event event = times.isPresent() ? new cl_event() : null;
            int status = clEnqueueReadBuffer(queue, memory, CL_TRUE, 0, bytes, Pointer.to(into), 0, null, event);
            device.require(status, "give its results back", OpenClSession.ADVICE);
            transferred(event, "read");
        }

        @Override
        public void close() {
            if (all.remove(token) != null) {
                clReleaseMemObject(memory);
            }
        }
    }
}
