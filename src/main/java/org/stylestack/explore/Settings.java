package org.stylestack.explore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.stylestack.command.NoiseMode;
import org.stylestack.command.StyleLayers;
import org.stylestack.generator.Generator;
import org.stylestack.image.Samples;
import org.stylestack.latent.PlanePoint;
import org.stylestack.latent.Seeds;
import org.stylestack.synthesis.Noise;

/**
 * What decides how a model's face looks: everything that Explore's window changes while the model stays open.
 *
 * @param point  where on the plane of seeds
 * @param psi    truncation
 * @param cutoff how many layers of w+ are truncated; negative for all
 * @param mix    another seed's styles at some layers
 * @param noise  of the layers
 * @param edit   along directions, after truncation and mixing
 */
public record Settings(PlanePoint point, double psi, int cutoff, Optional<Mix> mix, LayerNoise noise, Optional<Edit> edit) {

    /** @param layers of w+ that are the other seed's, at least one; not to be changed */
    public record Mix(long seed, BitSet layers) {
        public Mix {
            layers = (BitSet) layers.clone();
        }
    }

    /** @param strength times the layers' own strengths */
    public record LayerNoise(NoiseMode mode, long seed, double strength) {
        Noise noise() {
            Noise noise = mode.noise(seed);
            return strength == 1 ? noise : new Noise.Scaled(noise, strength);
        }
    }

    /**
     * Reads the texts of the command's parameters.
     *
     * @param texts values by key, one for each parameter
     * @throws IOException              if the file of directions cannot be read
     * @throws IllegalArgumentException if a text is not allowed for the model; the message is a sentence
     */
    public static Settings parse(Map<String, String> texts, Generator generator) throws IOException {
        int layers = generator.latentCount();
        Optional<Mix> mix = Optional.empty();
        if (!texts.get("mix").isBlank()) {
            mix = Optional.of(new Mix(seed("mix", texts.get("mix")), StyleLayers.parse("mix_layers", texts.get("mix_layers"), layers)));
        }
        LayerNoise noise = new LayerNoise(NoiseMode.valueOf(texts.get("noise").toUpperCase(Locale.ROOT)),
                seed("noise_seed", texts.get("noise_seed")), Double.parseDouble(texts.get("noise_strength")));
        Optional<Edit> edit = Optional.empty();
        if (!texts.get("directions").isBlank()) {
            BitSet moved = new BitSet(layers);
            moved.set(0, layers);
            if (!texts.get("edit_layers").isBlank()) {
                moved = StyleLayers.parse("edit_layers", texts.get("edit_layers"), layers);
            }
            edit = Optional.of(Edit.read(Path.of(texts.get("directions")).toAbsolutePath().normalize(), generator.wSize(), texts.get("strengths"), moved));
        }
        return new Settings(PlanePoint.parse("face", texts.get("face")), Double.parseDouble(texts.get("psi")),
                Integer.parseInt(texts.get("cutoff")), mix, noise, edit);
    }

    private static long seed(String parameter, String text) {
        Seeds seeds = Seeds.parse(parameter, text);
        if (seeds.count() != 1) {
            throw new IllegalArgumentException(parameter + ": " + text + " are " + seeds.count() + " seeds; give one");
        }
        return seeds.get(0);
    }

    /** The texts that {@link #parse} makes these settings of, by the keys of the command's parameters. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("face", point.text());
        texts.put("psi", Samples.number(psi));
        texts.put("cutoff", Integer.toString(cutoff));
        texts.put("mix", mix.map(with -> Long.toString(with.seed())).orElse(""));
        mix.ifPresent(with -> texts.put("mix_layers", StyleLayers.text(with.layers())));
        texts.put("noise", noise.mode().name().toLowerCase(Locale.ROOT));
        texts.put("noise_seed", Long.toString(noise.seed()));
        texts.put("noise_strength", Samples.number(noise.strength()));
        texts.put("directions", edit.map(along -> along.file().toString()).orElse(""));
        texts.put("strengths", edit.map(Edit::strengthsText).orElse(""));
        edit.ifPresent(along -> texts.put("edit_layers", StyleLayers.text(along.layers())));
        return texts;
    }

    /** What tells the face from others, above a slice: {@code seed 42 mix 7 at 0-3 psi 0.7}. */
    public String label() {
        StringBuilder label = new StringBuilder(point.seed().isPresent() ? "seed " : "point ").append(point.text());
        mix.ifPresent(with -> label.append(" mix ").append(with.seed()).append(" at ").append(StyleLayers.text(with.layers())));
        edit.filter(along -> !along.strengths().isEmpty()).ifPresent(along -> label.append(" strengths ").append(along.strengthsText()));
        return label.append(" psi ").append(Samples.number(psi)).toString();
    }
}
