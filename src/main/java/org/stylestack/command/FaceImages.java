package org.stylestack.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Progress;

/**
 * Faces all of whose outputs are needed together, computed some at once.
 *
 * @param wanted the outputs' kinds
 */
record FaceImages(OpenModel model, LatentSource latents, Set<Output.Kind> wanted) {

    /** What is done with some faces, from a first one on; where the device's memory ends, it is done again with fewer. */
    interface Use {
        void of(long first, int batch, Progress progress) throws IOException;
    }

    /**
     * All faces in batches of the size that the model's options ask for; in smaller ones from where the device's memory ends. It holds a
     * single one in tiles at the worst.
     */
    static void inBatches(OpenModel model, long count, Progress progress, Use use) throws IOException {
        int most = model.batch();
        long first = 0;
        while (first < count) {
            int batch = (int) Math.min(most, count - first);
            try {
                use.of(first, batch, progress.faces(first, batch, count));
                first += batch;
            } catch (DeviceMemoryException full) {
                if (batch == 1) {
                    throw full;
                }
                most = batch / 2;
                model.log().info(full.getMessage() + "; " + most + (most == 1 ? " face" : " faces") + " at once will be tried");
            }
        }
    }

    /** Face by face its outputs, C×H×W each, in the order in which they are computed. */
    List<Map<Output, float[]>> compute(long first, int batch, Progress progress) throws IOException {
        List<Map<Output, float[]>> faces = new ArrayList<>();
        for (int n = 0; n < batch; n++) {
            faces.add(new LinkedHashMap<>());
        }
        long[] seeds = LongStream.range(first, first + batch).map(latents::sampleSeed).toArray();
        model.synthesizeSome(model.wPlus(latents, first, batch), seeds, wanted, (output, start, shape, values) -> {
            int one = values.length / batch;
            for (int n = 0; n < batch; n++) {
                faces.get(n).put(output, Arrays.copyOfRange(values, n * one, (n + 1) * one));
            }
        }, progress);
        return faces;
    }
}
