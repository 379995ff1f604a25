package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.LatentSource.OfFile;
import org.stylestack.synthesis.Progress;

/**
 * The faces that a command computes with, as two of its parameters give them: seeds, or a file of w and perhaps which of its faces.
 *
 * @param key     of the parameter that holds seeds, or faces of the file from 0 on
 * @param numbers its text; with a file, empty for all of its faces
 * @param fileKey of the parameter that names the file
 * @param file    its text; empty for none
 * @param rng     whose random numbers the seeds stand for
 */
record GivenFaces(String key, String numbers, String fileKey, String file, Rng rng) {

    /** What a parameter of seeds explains besides. */
    static final String ROWS_HELP = " With a file of w, which of its faces, from 0 on.";

    /** What such a parameter stands for where it is empty, after the seeds. */
    static final String OR_ALL = ", or all of a file";

    /** What a file of latents stands for where it is empty. */
    static final String NO_FILE = "faces of the seeds";

    static final String FILE_HELP = "Take w from a file instead of drawing it by seeds: npy or npz of [faces, w size], or w+ of [layers, w size]"
            + " or [faces, layers, w size]; or what a projector saves.";

    static final String RNG_HELP =
            "Whose random numbers the seeds stand for: numpy as in NVIDIA's programs, torch as in rosinality's.";

    /**
     * The latents; those of a file have yet to {@linkplain LatentFiles#fit fit} the model.
     *
     * @throws IOException              if the file cannot be read, or holds no latents
     * @throws IllegalArgumentException if the numbers are no seeds
     */
    LatentSource latents(Progress progress) throws IOException {
        return file.isBlank() ? GenerateOptions.drawn(key, numbers, rng) : ofFile(LatentFiles::w, progress);
    }

    /** The latents that the file holds, as far as the numbers name them. */
    OfFile ofFile(GivenFile.PathReader<LatentSource> reader, Progress progress) throws IOException {
        Optional<Seeds> rows = Optional.of(numbers).filter(text -> !text.isBlank()).map(text -> Seeds.parse(key, text));
        LatentSource content = GivenFile.read(fileKey, file, progress, reader);
        return new OfFile(content, Path.of(file.strip()).getFileName().toString(), rows, new OfFile.Keys(fileKey, key));
    }

    /** The first of some latents that fit their model. */
    static LatentSource first(LatentSource latents) {
        long number = latents.sampleSeed(0);
        Seeds one = new Seeds(List.of(new Seeds.Range(number, number)));
        return latents instanceof OfFile rows ? new OfFile(rows.content(), rows.file(), Optional.of(one), rows.keys())
                : new LatentSource.Drawn(one, ((LatentSource.Drawn) latents).rng());
    }
}
