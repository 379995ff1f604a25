package org.stylestack.image;

import java.io.IOException;
import org.stylestack.synthesis.Progress;

/** Pictures that are computed when they are asked for, by one thread at a time. */
public interface Pictures extends AutoCloseable {

    /**
     * A picture, C×H×W in the network's range.
     *
     * @throws java.util.concurrent.CancellationException if the progress says so
     */
    float[] picture(long index, Progress progress) throws IOException;

    /** Frees what computes them. */
    @Override
    void close();
}
