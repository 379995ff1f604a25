package org.stylestack.command;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.stylestack.analysis.DirectionSeries;
import org.stylestack.synthesis.LatentSource.Drawn;

/**
 * What is done to some layers of w+: they take the styles of other faces, then move along a direction; each may be left out.
 *
 * @param mix  faces whose styles the layers take: one for all, or one for each
 * @param step what is added, [w size]
 * @param at   the layers of w+
 */
record LayerEdit(Optional<Drawn> mix, Optional<float[]> step, BitSet at) {

    /**
     * @param wPlus of a face, layers×w size
     * @param index of the face
     */
    float[] edit(OpenModel model, float[] wPlus, long index) throws IOException {
        float[] edited = wPlus.clone();
        if (mix.isPresent()) {
            float[] other = model.wPlus(mix.get(), mix.get().count() == 1 ? 0 : index);
            int size = model.generator().wSize();
            at.stream().forEach(layer -> System.arraycopy(other, layer * size, edited, layer * size, size));
        }
        return step.isEmpty() ? edited : new DirectionSeries(edited, new long[1], step.get(), new double[] {1}, at).wPlus(0, 1);
    }
}
