package org.stylestack.layer.aparapi;

import java.util.function.BooleanSupplier;
import org.stylestack.layer.Profile;

/** A device whose launches end before they return, and are added to a profile. */
public final class ProfiledDevice implements KernelDevice {

    private final KernelDevice device;
    private final Profile profile;

    /** Takes the device over. */
    public ProfiledDevice(KernelDevice device, Profile profile) {
        this.device = device;
        this.profile = profile;
    }

    @Override
    public void launch(LayerKernel kernel, int items, long workPerItem, BooleanSupplier cancelled) {
        long start = System.nanoTime();
        device.launch(kernel, items, workPerItem, cancelled);
        profile.timer(kernel.getClass().getSimpleName()).add(System.nanoTime() - start);
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public int largestBuffer() {
        return device.largestBuffer();
    }

    @Override
    public long memory() {
        return device.memory();
    }

    @Override
    public Buffer allocate(int size) {
        return device.allocate(size);
    }

    @Override
    public void close() {
        device.close();
    }
}
