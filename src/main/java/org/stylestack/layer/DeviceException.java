package org.stylestack.layer;

/** A device that fails: one sentence that names the device, what it could not do, and what to do. */
public sealed class DeviceException extends RuntimeException permits DeviceMemoryException {

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
