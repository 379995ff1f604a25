package org.stylestack.command;

import java.io.IOException;
import java.util.Optional;
import org.stylestack.synthesis.LatentSource;

/**
 * w+ of the second setting's faces, edited.
 *
 * @param given as many as there are faces, or one for all
 * @param count the number of faces
 */
record SecondFaces(OpenModel model, LatentSource given, Optional<LayerEdit> edit, long count) implements LatentSource.Computed {

    @Override
    public float[] wPlus(long first, int batch) throws IOException {
        int one = model.generator().latentCount() * model.generator().wSize();
        float[] faces = new float[batch * one];
        for (int n = 0; n < batch; n++) {
            float[] wPlus = model.wPlus(given, at(first + n));
            if (edit.isPresent()) {
                wPlus = edit.get().edit(model, wPlus, first + n);
            }
            System.arraycopy(wPlus, 0, faces, n * one, one);
        }
        return faces;
    }

    @Override
    public long sampleSeed(long index) {
        return given.sampleSeed(at(index));
    }

    private long at(long index) {
        return given.count() == 1 ? 0 : index;
    }
}
