package org.stylestack.layer.jvm;

/** Writes what {@link WinogradKernel} has of an output's tiles. */
interface TileStore {

    /** Rows of scratch that it needs. */
    int rows();

    /**
     * Writes some rows of tiles, which lie one after the other in each of the rows.
     *
     * @param places  as {@link Winograd#output} leaves them; may be changed
     * @param scratch {@link #rows} rows
     * @param lines   two rows as long as an output's line, in whole tiles
     */
    void store(float[][] places, float[][] scratch, float[][] lines, int sample, int output, int tileRow, int tileRows);
}
