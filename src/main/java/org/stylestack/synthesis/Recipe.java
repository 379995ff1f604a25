package org.stylestack.synthesis;

import java.util.Optional;
import java.util.Set;
import org.stylestack.latent.Truncation;

/**
 * Everything that decides what a generator computes.
 *
 * @param latents    what the faces are made of
 * @param label      the class label, [classes]; empty for a network without classes
 * @param truncation of w
 * @param mixing     a second latent for the fine layers
 * @param noise      of the layers
 * @param outputs    what is wanted
 * @param batch      samples computed at once, fewer where the device's memory holds fewer; 0 lets their size decide
 * @param edit       what changes maps on their way
 */
public record Recipe(LatentSource latents, float[] label, Truncation truncation, Optional<Mix> mixing, Noise noise,
        Set<Output.Kind> outputs, int batch, MapEdit edit) {

    /** With maps as the layers make them. */
    public Recipe(LatentSource latents, float[] label, Truncation truncation, Optional<Mix> mixing, Noise noise,
            Set<Output.Kind> outputs, int batch) {
        this(latents, label, truncation, mixing, noise, outputs, batch, MapEdit.NONE);
    }

    /**
     * Style mixing.
     *
     * @param second the latents of the fine layers; as many as the others, or one for all
     * @param index  the first layer of w+ that is theirs; negative to draw it from each second latent's seed
     */
    public record Mix(LatentSource second, int index) {}
}
