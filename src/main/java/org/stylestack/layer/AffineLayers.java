package org.stylestack.layer;

import java.util.Map;

/** The affine layers A of a network, whose weights are on a device: w+ → styles (Karras et al. 2020, section 2.2). */
public interface AffineLayers extends AutoCloseable {

    /**
     * The styles of all layers.
     *
     * @param wPlus   N×latents×w size, row by row
     * @param samples N
     * @return by layer name, N×inputs; they hold until the next call
     */
    Map<String, DeviceTensor> apply(float[] wPlus, int samples);

    @Override
    void close();
}
