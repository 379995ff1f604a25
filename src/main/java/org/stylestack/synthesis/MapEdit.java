package org.stylestack.synthesis;

import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;

/** Changes the maps of layers on their way to the next. */
@FunctionalInterface
public interface MapEdit {

    /** Leaves all as they are. */
    MapEdit NONE = (layers, layer, top, map) -> map;

    /**
     * Called with what leaves a convolution or a to-RGB layer, in the order in which they run.
     *
     * @param layers the operations of the device that holds the map
     * @param layer  its name: {@code b8.conv0}
     * @param top    the row of the whole map that is the first of this one; 0 unless the last layers go in strips
     * @param map    N×C×H×W, of which W is that of the whole map; not closed here
     * @return the map itself, or another of its shape that takes its place
     */
    DeviceTensor apply(Layers layers, String layer, int top, DeviceTensor map);
}
