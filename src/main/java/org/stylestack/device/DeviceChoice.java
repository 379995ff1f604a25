package org.stylestack.device;

import java.util.function.Function;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ProfiledLayers;

/**
 * A device that could run layers, not opened yet.
 *
 * @param kind        {@code opencl}, {@code aparapi} or {@code java}
 * @param name        the device's own name
 * @param description kind, name, platform and driver, for people
 * @param opener      opens it
 */
public record DeviceChoice(String kind, String name, String description, Function<LayerOptions, Layers> opener) {

    /** @throws org.stylestack.layer.DeviceException if the device cannot be used, or not in this way */
    public Layers open(LayerOptions options) {
        Layers layers = opener.apply(options);
        return options.profile().isPresent() ? new ProfiledLayers(layers, options.profile().get()) : layers;
    }
}
