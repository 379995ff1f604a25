package org.stylestack.layer.opencl;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import org.stylestack.layer.DeviceException;

/**
 * Huge pages under the large buffers of PoCL's processors, by {@code opencl/huge_pages_cpu.cl}; where that has no assembly for the
 * processor, or PoCL ends at it, the host asks for them. No result depends on them.
 */
final class HugePages {

    /** Numbers of the smallest buffer that is asked for: 4 MB, in which a page of 2 MB lies wherever it begins. */
    static final int LEAST = 1 << 20;

    /** Numbers that an item touches. */
    private static final int PART = 1 << 20;
    private static final String DEFINES = "#define PART " + PART + "\n";
    private static final Program PROGRAM = new Program("huge_pages_cpu", DEFINES);
    private static final Program WITH_ASSEMBLY = new Program("huge_pages_cpu", DEFINES + "#define ASKS\n");
    /** Of Linux. */
    private static final int MADV_HUGEPAGE = 14;
    /** The largest that Linux has, on ARM. */
    private static final long PAGE = 1 << 16;

    private final OpenClSession session;
    private final boolean byKernel;
    private boolean offered;

    HugePages(OpenClSession session) {
        this.session = session;
        this.byKernel = takesAssembly(session.device());
        this.offered = areOffered(session.device());
    }

    static boolean areOffered(OpenClDevice device) {
        return System.getProperty("os.name").equals("Linux") && device.kind() == OpenClDevice.Kind.CPU
                && device.platformName().equals("Portable Computing Language");
    }

    /** The assembly is that of x86-64, and PoCL 4 to 6 end the process where a kernel holds any. */
    private static boolean takesAssembly(OpenClDevice device) {
        return System.getProperty("os.arch").equals("amd64") && !device.driver().matches("[456]\\..*");
    }

    /**
     * Asks for them before anything touches the buffer.
     *
     * @param touch whether to write zeros into it, too, because all of it will be used: by kernels, which the host does not wait for
     */
    void ask(float[] buffer, int size, boolean touch) {
        if (!offered || size < LEAST) {
            return;
        }
        try {
            if (byKernel) {
                launch("huge_pages", 1, buffer, size);
            } else {
                advise(buffer, (long) size * Float.BYTES);
            }
            if (touch) {
                launch("touch", (size - 1) / PART + 1, buffer, size);
            }
        } catch (DeviceException | LinkageError e) {
            // Another version that takes no assembly, or an ImageJ without JNA, goes on with the pages that it has.
            offered = false;
        }
    }

    private void advise(float[] buffer, long bytes) {
        Function madvise = NativeFunctions.find("madvise");
        long address = session.address(buffer);
        long start = (address + PAGE - 1) / PAGE * PAGE;
        madvise.invokeInt(new Object[] {new Pointer(start), (address + bytes) / PAGE * PAGE - start, MADV_HUGEPAGE});
    }

    private void launch(String name, int items, float[] buffer, int size) {
        UserKernel kernel = session.kernel(byKernel ? WITH_ASSEMBLY : PROGRAM, name, this);
        session.setArguments(kernel, buffer, size);
        session.launch(kernel, items, 1, 0);
    }
}
