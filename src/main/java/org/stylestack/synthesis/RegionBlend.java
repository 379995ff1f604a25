package org.stylestack.synthesis;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;

/**
 * Blends the maps of {@link RegionPairs} at some layers: with x of the edited face, which its own styles made of what was blended
 * before, and x' of the other, which runs beside it untouched, the next layer takes {@code x·(1 − m) + x'·m}, where m is the mask of
 * the layer's resolution.
 */
public final class RegionBlend implements MapEdit, AutoCloseable {

    private final Set<String> blended;
    private final Map<Integer, DeviceTensor> masks = new HashMap<>();

    /**
     * Uploads the masks.
     *
     * @param layers  the device that will run the layers
     * @param blended names of convolutions and to-RGB layers
     * @param masks   by resolution R of the layers, R×R each, 0 to 1
     */
    public RegionBlend(Layers layers, Set<String> blended, Map<Integer, float[]> masks) {
        this.blended = blended;
        masks.forEach((size, mask) -> this.masks.put(size, layers.upload(new Shape(1, 1, size, size), mask)));
    }

    @Override
    public DeviceTensor apply(Layers layers, String layer, int top, DeviceTensor map) {
        if (!blended.contains(layer)) {
            return map;
        }
        DeviceTensor mask = masks.get(map.shape().w());
        if (map.shape().h() == map.shape().w()) {
            return layers.blendPairs(map, mask);
        }
        try (DeviceTensor rows = StripPass.rows(layers, mask, top, top + map.shape().h())) {
            return layers.blendPairs(map, rows);
        }
    }

    @Override
    public void close() {
        masks.values().forEach(DeviceTensor::close);
    }
}
