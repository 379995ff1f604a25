package org.stylestack.image;

import ij.gui.Plot;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.List;
import org.stylestack.synthesis.OutputSink;

/** Where the results of a command go: windows ({@link StackSink}) or a folder ({@link FolderSink}). */
public interface Results extends OutputSink {

    /** They copy what they get, or write it. */
    @Override
    default boolean keeps() {
        return false;
    }

    /**
     * Makes room for what will come; to be called once, before the first batch.
     *
     * @throws IOException              if a folder cannot be written or has no room, or files of these names are there
     * @throws IllegalArgumentException if memory or the files' format cannot hold it; the message is a sentence
     */
    void open(List<Series> series) throws IOException;

    /**
     * Takes pictures that are computed when they are looked at.
     *
     * @param pictures closed with the window; to be closed by the caller where this throws
     * @throws IllegalArgumentException if the results go into files; the message is a sentence
     */
    void open(Series series, Pictures pictures);

    /**
     * A table for the command to fill: a window of ImageJ's, or a CSV file.
     *
     * @param name of the window, and of the file without its ending
     * @throws IOException if a file of that name is there
     */
    ResultsTable table(String name) throws IOException;

    /**
     * A plot for the command to fill: a window of ImageJ's, or a PNG file.
     *
     * @param name of the window, and of the file without its ending
     * @throws IOException if a file of that name is there
     */
    Plot plot(String name, String xLabel, String yLabel) throws IOException;
}
