package org.stylestack.layer;

/**
 * The memory of a device, in bytes.
 *
 * @param used  what its tensors, and what is kept ready for more of them, take now
 * @param peak  the most that they took since the device was opened
 * @param total what the device has, for all programs
 */
public record MemoryUse(long used, long peak, long total) {}
