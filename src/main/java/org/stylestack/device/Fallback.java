package org.stylestack.device;

/** What happens when the device that was asked for cannot be used. */
public enum Fallback {
    /** The next best is used, and the log says so. */
    ACCEPT,
    /** The next best is used, and the user is warned. */
    WARN,
    /** The work fails with the reason. */
    FAIL
}
