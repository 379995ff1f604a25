package org.stylestack.layer.opencl;

import org.stylestack.layer.DeviceException;

/** Huge pages under the large buffers of a processor, by {@code opencl/huge_pages_cpu.cl}. No result depends on them. */
final class HugePages {

    /** Numbers of the smallest buffer that is asked for: 4 MB, in which a page of 2 MB lies wherever it begins. */
    static final int LEAST = 1 << 20;

    private static final Program PROGRAM = new Program("huge_pages_cpu");

    private final OpenClSession session;
    private boolean offered;

    HugePages(OpenClSession session) {
        this.session = session;
        this.offered = System.getProperty("os.name").equals("Linux") && takesAssembly(session.device());
    }

    /** PoCL's processors, but for its versions 4 to 6: those end the process where a kernel holds assembly. */
    static boolean takesAssembly(OpenClDevice device) {
        return device.kind() == OpenClDevice.Kind.CPU && device.platformName().equals("Portable Computing Language") && !device.driver().matches("[456]\\..*");
    }

    /**
     * Asks for them before anything touches the buffer.
     *
     * @param touch whether to touch it, too, because all of it will be used: by kernels, which the host does not wait for
     */
    void ask(float[] buffer, int size, boolean touch) {
        if (!offered || size < LEAST) {
            return;
        }
        try {
            launch("huge_pages", 1, buffer, size);
            if (touch) {
                launch("touch", (size - 1) / LEAST + 1, buffer, size);
            }
        } catch (DeviceException e) {
            // A driver that takes no assembly goes on with the pages that it has.
            offered = false;
        }
    }

    private void launch(String name, int items, float[] buffer, int size) {
        UserKernel kernel = session.kernel(PROGRAM, name, this);
        session.setArguments(kernel, buffer, size);
        session.launch(kernel, items, 1, 0);
    }
}
