package org.stylestack.synthesis;

import java.util.Locale;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.SynthesisBlock;

/**
 * One of the things that a generator can give.
 *
 * @param kind what it is
 * @param name which one of its kind: a resolution of four digits for skips, a layer, or z, w or wplus; empty for faces, unless
 *             they are pictures with a name of their own
 */
public record Output(Kind kind, String name) {

    /** What a generator can give; shapes are those of one sample. */
    public enum Kind {
        /** The image, C×H×W. */
        FACES,
        /** The image so far at each resolution, own and upsampled from below, C×R×R. */
        SKIPS,
        /** The RGB that each resolution adds, C×R×R. */
        RGB,
        /** Each convolution's map after activation, C×R×R; in residual generators also each branch and each sum. */
        LAYERS,
        /** Each convolution's sums, demodulated, before noise, bias and activation, C×R×R; residual branches have none. */
        CONVOLUTIONS,
        /** z, w, and w+ after truncation and mixing. */
        LATENTS,
        /** What each layer's affine transformation makes of its w: one number an input channel. */
        STYLES,
        /** What a command measures of any of these, under a name of its own: maps of numbers, C×H×W. */
        MEASURED
    }

    public static final Output FACES = new Output(Kind.FACES, "");
    public static final Output Z = new Output(Kind.LATENTS, "z");
    public static final Output W = new Output(Kind.LATENTS, "w");
    public static final Output W_PLUS = new Output(Kind.LATENTS, "wplus");

    /** Faces, or pictures made of them, that a command gives under a name of its own. */
    public static Output pictures(String name) {
        return new Output(Kind.FACES, name);
    }

    /** A result that no layer gives: {@code spectra/b8.conv1}. */
    public static Output measured(String name) {
        return new Output(Kind.MEASURED, name);
    }

    public static Output skips(int resolution) {
        return new Output(Kind.SKIPS, fourDigits(resolution));
    }

    public static Output rgb(int resolution) {
        return new Output(Kind.RGB, fourDigits(resolution));
    }

    /** By hand, since it is asked for in every image: String.format took a fifth of the time of the thread that launches. */
    private static String fourDigits(int resolution) {
        String digits = Integer.toString(resolution);
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    static Output style(String layer) {
        return new Output(Kind.STYLES, layer);
    }

    static Output layer(ConvolutionParameters layer) {
        return new Output(Kind.LAYERS, layer.name());
    }

    static Output convolution(ConvolutionParameters layer) {
        return new Output(Kind.CONVOLUTIONS, layer.name());
    }

    /** What leaves a block of a residual generator: {@code b8.x}. */
    static Output sum(SynthesisBlock block) {
        return new Output(Kind.LAYERS, "b" + block.resolution() + ".x");
    }

    /** Where it belongs among files: {@code faces}, {@code skips/0004}, {@code layers/b4.conv1}. */
    public String path() {
        String folder = kind.name().toLowerCase(Locale.ROOT);
        if (kind == Kind.MEASURED || kind == Kind.FACES && !name.isEmpty()) {
            return name;
        }
        return name.isEmpty() ? folder : folder + "/" + name;
    }

    /** By hand, like {@link #hashCode}: a record's own are linked at their first use, which takes a start 30 ms. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Output output && kind == output.kind && name.equals(output.name);
    }

    @Override
    public int hashCode() {
        return 31 * kind.ordinal() + name.hashCode();
    }
}
