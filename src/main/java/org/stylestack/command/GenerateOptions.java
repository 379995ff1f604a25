package org.stylestack.command;

import java.util.Locale;
import java.util.Optional;
import org.stylestack.device.Fallback;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.layer.Precision;
import org.stylestack.synthesis.LatentSource;

/**
 * What a user asks a generator for, whichever door it came through; checked on construction.
 *
 * @param model       a file, or empty for the model that comes with StyleStack
 * @param generator   which of the file's generators; empty for the moving average
 * @param classLabel  as {@link ClassLabel} reads it; empty for none
 * @param latents     what the faces are made of
 * @param psi         truncation; any finite number
 * @param cutoff      how many layers of w+ are truncated; negative for all
 * @param meanSamples number of w whose mean is the centre of truncation; 0 for the model's own mean
 * @param meanSeed    seed of those w
 * @param mix         seeds of the fine layers' latents; empty for no mixing
 * @param mixAt       the first layer of w+ that is theirs; negative to draw it by their seed
 * @param noise       of the layers
 * @param noiseSeed   of random noise
 * @param noiseMaps   a file of noise, instead of the model's own; empty for none
 * @param device      {@code auto}, {@code java}, {@code opencl}, {@code aparapi}, or a part of a device's name
 * @param fallback    what happens when the device cannot be used
 * @param precision   which algorithms compute the convolutions
 * @param batch       samples computed at once; 0 lets their size decide
 */
public record GenerateOptions(
        String model,
        String generator,
        String classLabel,
        LatentSource latents,
        double psi,
        int cutoff,
        int meanSamples,
        long meanSeed,
        Optional<LatentSource.Drawn> mix,
        int mixAt,
        NoiseMode noise,
        long noiseSeed,
        String noiseMaps,
        String device,
        Fallback fallback,
        Precision precision,
        int batch) {

    public GenerateOptions {
        require(Double.isFinite(psi), "psi: " + psi + " is not a finite number; 1 leaves faces as they are, 0.7 is usual");
        require(meanSamples >= 0, "mean_samples: " + meanSamples + " is negative; give 0 for the model's own mean of w");
        require(isSeed(meanSeed), "mean_seed: " + meanSeed + " is not a seed; seeds are 0 to 4294967295");
        require(isSeed(noiseSeed), "noise_seed: " + noiseSeed + " is not a seed; seeds are 0 to 4294967295");
        require(noiseMaps.isBlank() || noise == NoiseMode.CONSTANT, "noise_maps: the noise is " + noise.name().toLowerCase(Locale.ROOT)
                + ", so that no maps are used; leave one of the two out");
        require(batch >= 0, "batch: " + batch + " is negative; give 0 to let the size of the faces decide");
    }

    /** The latents of a list of seeds, which a parameter of this name gave. */
    public static LatentSource.Drawn drawn(String parameter, String seeds, Rng rng) {
        return new LatentSource.Drawn(Seeds.parse(parameter, seeds), rng);
    }

    /** These options with other latents. */
    public GenerateOptions with(LatentSource others) {
        return new GenerateOptions(model, generator, classLabel, others, psi, cutoff, meanSamples, meanSeed, mix, mixAt, noise, noiseSeed,
                noiseMaps, device, fallback, precision, batch);
    }

    /** Whether a model that was opened with these options on its device serves others, too. */
    boolean isOfSameModel(GenerateOptions others) {
        return model.equals(others.model) && generator.equals(others.generator) && device.equals(others.device)
                && fallback == others.fallback && precision == others.precision;
    }

    private static boolean isSeed(long seed) {
        return seed >= 0 && seed <= Seeds.LARGEST;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
