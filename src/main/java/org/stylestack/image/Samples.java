package org.stylestack.image;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stylestack.synthesis.LatentSource;

/**
 * What tells the samples of a run apart: where they come from.
 *
 * @param mix the latents of the fine layers: as many as the others, or one for all
 */
public record Samples(LatentSource latents, Optional<LatentSource.Drawn> mix, double psi) implements Labels {

    @Override
    public long count() {
        return latents.count();
    }

    @Override
    public String label(long index) {
        String mixed = mix.map(second -> " mix " + mixSeed(second, index)).orElse("");
        return name(index) + mixed + " psi " + number(psi);
    }

    @Override
    public String fileName(long index) {
        String mixed = mix.map(second -> "-mix%04d".formatted(mixSeed(second, index))).orElse("");
        return origin() + "%04d".formatted(latents.sampleSeed(index)) + mixed;
    }

    /** Where a sample comes from, whatever its truncation: {@code seed 42}, or {@code w 2 of faces.npy}. */
    public String name(long index) {
        return origin() + " " + latents.sampleSeed(index) + (latents instanceof LatentSource.OfFile rows ? " of " + rows.file() : "");
    }

    /**
     * The same for tables: a cell by its column's heading.
     *
     * @param which the end of the headings, where a table has several of such columns; may be empty
     */
    public Map<String, String> cells(long index, String which) {
        String number = Long.toString(latents.sampleSeed(index));
        return latents instanceof LatentSource.OfFile rows
                ? new TreeMap<>(Map.of("File" + which, rows.file(), "Row" + which, number)) : Map.of("Seed" + which, number);
    }

    /** A number as labels have it: without zeros at its end. */
    public static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static long mixSeed(LatentSource.Drawn second, long index) {
        return second.sampleSeed(second.count() == 1 ? 0 : index);
    }

    private String origin() {
        LatentSource content = latents.content();
        if (content instanceof LatentSource.Drawn) {
            return "seed";
        } else if (content instanceof LatentSource.Z) {
            return "z";
        } else if (content instanceof LatentSource.W) {
            return "w";
        }
        return content instanceof LatentSource.WPlus ? "wplus" : "styles";
    }
}
