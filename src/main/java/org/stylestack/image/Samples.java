package org.stylestack.image;

import java.math.BigDecimal;
import java.util.Optional;
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
        return origin() + " " + latents.sampleSeed(index) + mixed + " psi " + number(psi);
    }

    @Override
    public String fileName(long index) {
        String mixed = mix.map(second -> "-mix%04d".formatted(mixSeed(second, index))).orElse("");
        return origin() + "%04d".formatted(latents.sampleSeed(index)) + mixed;
    }

    /** A number as labels have it: without zeros at its end. */
    public static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static long mixSeed(LatentSource.Drawn second, long index) {
        return second.sampleSeed(second.count() == 1 ? 0 : index);
    }

    private String origin() {
        if (latents instanceof LatentSource.Drawn) {
            return "seed";
        } else if (latents instanceof LatentSource.Z) {
            return "z";
        } else if (latents instanceof LatentSource.W) {
            return "w";
        }
        return latents instanceof LatentSource.WPlus ? "wplus" : "styles";
    }
}
