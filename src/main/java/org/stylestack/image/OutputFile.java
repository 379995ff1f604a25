package org.stylestack.image;

import java.io.Closeable;
import java.io.IOException;

/** What one output is written to. */
interface OutputFile extends Closeable {

    /** Batches come in the order of the samples. */
    void append(float[] batch) throws IOException;

    /** Called once all samples are there; formats without room for provenance leave it out. */
    default void finish(Provenance provenance) throws IOException {}

    /** Lets go of the file, finished or not. */
    @Override
    default void close() throws IOException {}
}
