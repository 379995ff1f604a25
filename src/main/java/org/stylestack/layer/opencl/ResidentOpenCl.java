package org.stylestack.layer.opencl;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.stylestack.layer.aparapi.KernelDevice;
import org.stylestack.layer.aparapi.LayerKernel;
import org.stylestack.layer.aparapi.Pieces;

/**
 * Runs Aparapi's kernels, translated, on buffers that stay in the device's memory until they are read or closed. Aparapi's
 * own execution ties buffers to one kernel and to a Java array's address, which the garbage collector changes.
 */
final class ResidentOpenCl implements KernelDevice {

    private final OpenClSession session;
    private final Map<Class<?>, Translation> translations = new HashMap<>();

    ResidentOpenCl(OpenClSession session) {
        this.session = session;
    }

    @Override
    public String name() {
        return session.name();
    }

    @Override
    public int largestBuffer() {
        return (int) Math.min(session.device().largestBuffer() / Float.BYTES, Integer.MAX_VALUE - 8);
    }

    @Override
    public long memory() {
        return session.device().memory();
    }

    @Override
    public Buffer allocate(int size) {
        return session.allocate(size);
    }

    @Override
    public Buffer reserve(int size) {
        return session.reserve(size);
    }

    @Override
    public Buffer holding(FloatBuffer values) {
        return session.holding(values);
    }

    @Override
    public Buffer over(FloatBuffer values) {
        return session.over(values);
    }

    @Override
    public void launch(LayerKernel kernel, int items, long workPerItem, BooleanSupplier cancelled) {
        String name = kernel.getClass().getSimpleName();
        Translation translation = translations.computeIfAbsent(kernel.getClass(), type -> Translation.of(kernel));
        UserKernel compiled = session.kernel(name, translation.source(), "run");
        int group = session.device().kind() == OpenClDevice.Kind.CPU ? 1 : 64;
        int piece = Pieces.size(items, workPerItem);
        kernel.items = items;
        for (kernel.first = 0; kernel.first < items; kernel.first += piece) {
            Pieces.check(cancelled);
            int count = Math.min(piece, items - kernel.first);
            session.setArguments(compiled, translation.values(kernel));
            session.launch(compiled, count, group, count * Math.max(1, workPerItem));
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
