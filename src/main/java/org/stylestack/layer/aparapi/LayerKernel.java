package org.stylestack.layer.aparapi;

import com.aparapi.Kernel;

/**
 * A layer operation as an Aparapi kernel: the definition, which Aparapi runs on the JVM's threads or translates to OpenCL C.
 * <p>
 * A work-item computes one item, mostly one row of one output plane, so that its inner loops run along memory and
 * vectorise. A launch covers the items {@link #first} to {@link #items}, so that a large one can be cut into pieces.
 */
public abstract class LayerKernel extends Kernel {

    /** The first item of this launch. */
    public int first;

    /** The number of items of the whole operation; work-items beyond do nothing. */
    public int items;
}
