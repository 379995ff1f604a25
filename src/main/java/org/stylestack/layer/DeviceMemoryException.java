package org.stylestack.layer;

/** A device whose memory has no room for a tensor; a smaller batch may find some. */
public final class DeviceMemoryException extends DeviceException {

    public DeviceMemoryException(String message) {
        super(message);
    }

    public DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
