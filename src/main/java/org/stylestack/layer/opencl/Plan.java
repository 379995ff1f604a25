package org.stylestack.layer.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.stylestack.layer.Precision;

/**
 * How a GPU computes a 3×3 layer.
 *
 * @param winograd  by Winograd's algorithm, or directly
 * @param tile      the tile of a work-group
 * @param parts     direct: into how many parts the inputs are cut, so that small pictures keep a large device busy
 * @param megabytes Winograd's: the most memory of the transformed tiles; a layer that has more goes in bands
 */
record Plan(boolean winograd, Tile tile, int parts, int megabytes) {

    private static final int MEGABYTES = 64;
    private static final int MOST_PARTS = 32;
    /** Into how many parts the inputs are cut rather than that smaller tiles are taken. */
    private static final int FEW_PARTS = 8;
    /** The least steps of a part, of {@link Tile#DEPTH} inputs each. */
    private static final int LEAST_STEPS = 4;
    /** Tiles of a picture below which the transformed weights, four times as many, cost more than the products save. */
    private static final int LEAST_TILES = 16;
    /** The harmonic mean of channels below which the transforms' traffic costs more than the products save. */
    private static final int LEAST_CHANNELS = 64;

    static Plan winograd(Tile tile, int megabytes) {
        return new Plan(true, tile, 1, megabytes);
    }

    static Plan direct(Tile tile, int parts) {
        return new Plan(false, tile, parts, 0);
    }

    /** The program of the product, and */
    Program program(boolean up) {
        return winograd ? new Program("product_gpu", tile.defines())
                : new Program("direct_gpu", tile.defines() + "#define UP " + (up ? 1 : 0) + "\n");
    }

    /** its kernel. */
    String kernel() {
        return winograd ? "product" : "direct";
    }

    /** What suits most GPUs. */
    static Plan byDefault(OpenClDevice device, LayerShape shape) {
        long meanChannels = 2L * shape.inputs() * shape.outputs() / (shape.inputs() + shape.outputs());
        if (allowsWinograd(shape) && shape.tiles() >= LEAST_TILES && meanChannels >= LEAST_CHANNELS) {
            return winograd(tile(device, shape.outputs(), shape.tiles(), 36), MEGABYTES);
        }
        Tile tile = tile(device, shape.outputs(), shape.positions(), FEW_PARTS * (shape.up() ? 4 : 1));
        return direct(tile, parts(device, shape, tile));
    }

    /** What a tuner may try, {@link #byDefault} first. */
    static List<Plan> candidates(OpenClDevice device, LayerShape shape) {
        List<Plan> plans = new ArrayList<>(List.of(byDefault(device, shape)));
        for (Tile tile : Tile.ALL) {
            // A tile of which more than half would lie beyond the matrix is never the best.
            if (!tile.fits(device) || tile.rows() >= 2 * Math.max(16, shape.outputs())) {
                continue;
            }
            if (allowsWinograd(shape) && tile.columns() < 2 * Math.max(16, shape.tiles())) {
                plans.add(winograd(tile, MEGABYTES));
            }
            if (tile.columns() < 2 * Math.max(16, shape.positions())) {
                int parts = parts(device, shape, tile);
                plans.add(direct(tile, parts));
                if (parts > 1) {
                    plans.add(direct(tile, parts / 2));
                    plans.add(direct(tile, 2 * parts));
                }
            }
        }
        if (plans.get(0).winograd()) {
            plans.add(winograd(plans.get(0).tile(), MEGABYTES / 4));
            plans.add(winograd(plans.get(0).tile(), MEGABYTES * 4));
        }
        return plans.stream().distinct().toList();
    }

    private static boolean allowsWinograd(LayerShape shape) {
        return !shape.up() && shape.precision() == Precision.FAST;
    }

    /** The largest tile of little waste with which every compute unit has work. */
    private static Tile tile(OpenClDevice device, int rows, long columns, int products) {
        Stream<Tile> suitable;
        if (rows <= 16) {
            suitable = Stream.of(Tile.FEWEST_ROWS);
        } else if (columns <= 16) {
            suitable = Stream.of(Tile.FEW_COLUMNS);
        } else if (rows <= 32) {
            suitable = Stream.of(Tile.FEW_ROWS);
        } else {
            suitable = Stream.of(Tile.LARGE, Tile.SQUARE).filter(tile -> tile.rows() <= rows && tile.columns() <= columns)
                    .filter(tile -> 2 * products * tile.count(rows, columns) >= 3L * device.computeUnits());
        }
        return suitable.filter(tile -> tile.fits(device)).findFirst().orElse(Tile.SMALL);
    }

    private static int parts(OpenClDevice device, LayerShape shape, Tile tile) {
        int taps = shape.up() ? 2 : 9;
        long groups = tile.count(shape.outputs(), shape.positions()) * (shape.up() ? 4 : 1);
        long steps = (shape.inputs() + Tile.DEPTH - 1L) / Tile.DEPTH * taps;
        // Measured on 132 units: four groups a unit hide what each waits for; where there are two, the parts cost more.
        long wanted = groups < 2L * device.computeUnits() ? 4L * device.computeUnits() / groups : 1;
        return (int) Math.max(1, Math.min(MOST_PARTS, Math.min(wanted, steps / LEAST_STEPS)));
    }

    /** @throws IllegalArgumentException if it is not what {@link #toString} writes */
    static Plan parse(String text) {
        String[] words = text.split(" ");
        if (words.length == 4 && words[0].equals("winograd") && words[3].equals("MB")) {
            return winograd(Tile.parse(words[1]), number(words[2], 1 << 16));
        } else if (words.length == 4 && words[0].equals("direct") && words[3].equals("parts")) {
            return direct(Tile.parse(words[1]), number(words[2], 2 * MOST_PARTS));
        }
        throw new IllegalArgumentException("\"" + text + "\" is no way to compute a layer");
    }

    private static int number(String text, int most) {
        int number = Integer.parseInt(text);
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(text + " is not between 1 and " + most);
        }
        return number;
    }

    /** {@code winograd 64x64/4x4 64 MB} or {@code direct 64x16/4x4 8 parts}. */
    @Override
    public String toString() {
        return winograd ? "winograd " + tile + " " + megabytes + " MB" : "direct " + tile + " " + parts + " parts";
    }
}
