package org.stylestack.device;

import java.util.function.Supplier;
import org.stylestack.layer.Layers;

/**
 * A device that could run layers, not opened yet.
 *
 * @param kind        {@code opencl}, {@code aparapi} or {@code java}
 * @param name        the device's own name
 * @param description kind, name, platform and driver, for people
 * @param open        opens it
 */
public record DeviceChoice(String kind, String name, String description, Supplier<Layers> open) {}
