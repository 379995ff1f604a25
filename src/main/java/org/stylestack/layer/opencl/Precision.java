package org.stylestack.layer.opencl;

/** How much rounding the tuned kernels may add. */
public enum Precision {
    /** Direct convolutions: within 1e-5 of the reference, relative to the largest magnitude. */
    EXACT,
    /** Winograd convolutions where they pay: within 5e-5. */
    FAST
}
