package org.stylestack.layer.opencl;

import org.jocl.cl_kernel;

/** A kernel of one user, which keeps what it has been told: the next image mostly tells it the same, and a call a number adds up. */
final class UserKernel {

    private final cl_kernel kernel;
    private final String name;
    private Object[] told = {};

    UserKernel(cl_kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    cl_kernel kernel() {
        return kernel;
    }

    /** For messages. */
    String name() {
        return name;
    }

    /** The arguments that it has, null for those that it has not yet; to be written by who sets them. */
    Object[] told(int count) {
        if (told.length != count) {
            told = new Object[count];
        }
        return told;
    }
}
