package org.stylestack.image;

import java.io.IOException;

/** Pictures that are computed when they are asked for. */
public interface Pictures extends AutoCloseable {

    /** A picture, C×H×W in the network's range. */
    float[] picture(long index) throws IOException;

    /** Frees what computes them. */
    @Override
    void close();
}
