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
    public float[] picture(long index) throws IOException {
        float[][] picture = new float[1][];
        LatentSource one = new LatentSource.Computed() {
            @Override
            public float[] wPlus(long first, int batch) throws IOException {
                return model.wPlus(latents, index);
            }

            @Override
            public long count() {
                return 1;
            }

            @Override
            public long sampleSeed(long first) {
                return latents.sampleSeed(index);
            }
        };
        model.synthesize(one, Set.of(Kind.FACES), (output, first, shape, values) -> picture[0] = values, Progress.SILENT);
        return picture[0];
    }

    @Override
    public void close() {
        model.close();
    }
}
