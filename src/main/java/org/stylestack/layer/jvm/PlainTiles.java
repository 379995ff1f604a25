package org.stylestack.layer.jvm;

/** Writes the tiles of a convolution that keeps the picture's size. */
final class PlainTiles implements TileStore {

    private final Winograd winograd;
    private final Epilogue epilogue;
    private final int height;
    private final int width;
    /** Tiles of a row. */
    private final int across;

    PlainTiles(Winograd winograd, Epilogue epilogue, int height, int width) {
        this.winograd = winograd;
        this.epilogue = epilogue;
        this.height = height;
        this.width = width;
        this.across = winograd.tiles(width);
    }

    @Override
    public int rows() {
        return 0;
    }

    @Override
    public void store(float[][] places, float[][] scratch, float[][] lines, int sample, int output, int tileRow, int tileRows) {
        int tile = winograd.tile();
        for (int k = 0; k < tileRows * tile; k++) {
            int y = tileRow * tile + k;
            if (y < height) {
                winograd.join(places, k % tile * tile, k / tile * across, lines[0], across);
                epilogue.put(lines[0], lines[1], sample, output, 0, y * width, width);
            }
        }
    }
}
