package org.stylestack.layer.opencl;

/** Why this machine has no OpenCL device: a clause that can follow a colon. */
public final class OpenClUnavailable extends Exception {

    OpenClUnavailable(String why, Throwable cause) {
        super(why, cause);
    }
}
