package org.stylestack.command;

import java.io.IOException;
import java.util.Set;
import org.stylestack.image.Pictures;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/**
 * Faces that an open model computes one by one.
 *
 * @param model closed with the pictures
 */
record ModelPictures(OpenModel model, LatentSource latents) implements Pictures {

    @Override
    public float[] picture(long index, Progress progress) throws IOException {
        float[][] picture = new float[1][];
        model.synthesizeOne(model.wPlus(latents, index), latents.sampleSeed(index), Set.of(Kind.FACES),
                (output, first, shape, values) -> picture[0] = values, progress);
        return picture[0];
    }

    @Override
    public void close() {
        model.close();
    }
}
