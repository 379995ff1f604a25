package org.stylestack.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stylestack.generator.Generator;
import org.stylestack.image.Samples;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Outputs;
import org.stylestack.synthesis.Progress;

/**
 * The same faces by two settings, resolution by resolution.
 *
 * @param edit   of the second's layers
 * @param images what is compared, see {@link #images}
 */
record Comparison(Samples first, Samples second, Optional<LayerEdit> edit, Set<Output> images) {

    /** What is computed of both. */
    private static final Set<Kind> IMAGES = Set.of(Kind.SKIPS, Kind.RGB);

    /** Gets one face by both settings, C×H×W each. */
    interface Use {
        void of(long index, float[] first, float[] second) throws IOException;
    }

    /**
     * The images of all resolutions that both generators make.
     *
     * @throws IllegalArgumentException if their faces have not one size
     */
    static Set<Output> images(Generator first, Generator second, LatentSource latents) {
        Map<Output, Shape> images = Outputs.shapes(first, latents, IMAGES);
        Map<Output, Shape> others = Outputs.shapes(second, latents, IMAGES);
        Output whole = Output.skips(first.resolution());
        if (!images.get(whole).equals(others.get(whole))) {
            throw new IllegalArgumentException("model_b: its faces have the size " + second.resolution() + "×" + second.resolution() + " and "
                    + channels(second) + ", but the first model's " + first.resolution() + "×" + first.resolution() + " and "
                    + channels(first) + "; compare models of one size");
        }
        images.entrySet().removeIf(image -> !image.getValue().equals(others.get(image.getKey())));
        return images.keySet();
    }

    private static String channels(Generator generator) {
        int count = generator.imageChannels();
        return count + (count == 1 ? " channel" : " channels");
    }

    /** Computes the faces by both, some at once, and how much they differ at each resolution. */
    ResolutionDifferences compute(OpenModel model, OpenModel other, Progress progress, Use use) throws IOException {
        ResolutionDifferences differences = new ResolutionDifferences();
        LatentSource faces = first.latents();
        Output whole = Output.skips(model.generator().resolution());
        FaceImages firsts = new FaceImages(model, faces, IMAGES);
        FaceImages seconds = new FaceImages(other, new SecondFaces(other, second.latents(), edit, faces.count()), IMAGES);
        FaceImages.inBatches(model, faces.count(), progress, (from, batch, ofBatch) -> {
            List<Map<Output, float[]>> one = firsts.compute(from, batch, ofBatch.part(0, 0.5));
            List<Map<Output, float[]>> two = seconds.compute(from, batch, ofBatch.part(0.5, 1));
            for (int n = 0; n < batch; n++) {
                long index = from + n;
                one.get(n).keySet().retainAll(images);
                differences.add(first.cells(index, ""), second.cells(second.count() == 1 ? 0 : index, "B"), one.get(n), two.get(n));
                use.of(index, one.get(n).get(whole), two.get(n).get(whole));
            }
        });
        return differences;
    }
}
