package org.stylestack.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stylestack.generator.ConvolutionParameters;

/** Affine layers one by one, each a {@link FullyConnected} of its device. */
final class SingleAffineLayers implements AffineLayers {

    private record Affine(ConvolutionParameters of, FullyConnected layer) {}

    private final Layers layers;
    private final List<Affine> affine;

    SingleAffineLayers(Layers layers, List<ConvolutionParameters> modulated) {
        this.layers = layers;
        this.affine = modulated.stream().map(layer -> new Affine(layer, layers.load(layer.affine().orElseThrow()))).toList();
    }

    @Override
    public Map<String, DeviceTensor> apply(float[] wPlus, int samples) {
        int size = affine.get(0).of().affine().orElseThrow().inputs();
        int count = wPlus.length / (samples * size);
        // All of w+ is there before the first layer runs: to upload in between would wait for the layers. Mostly all are one w.
        List<DeviceTensor> w = new ArrayList<>();
        float[] last = {};
        for (int index = 0; index < count; index++) {
            float[] values = new float[samples * size];
            for (int n = 0; n < samples; n++) {
                System.arraycopy(wPlus, (n * count + index) * size, values, n * size, size);
            }
            w.add(Arrays.equals(values, last) ? w.get(index - 1) : layers.upload(Shape.vectors(samples, size), values));
            last = values;
        }
        Map<String, DeviceTensor> styles = new LinkedHashMap<>();
        affine.forEach(one -> styles.put(one.of().name(), one.layer().apply(w.get(one.of().latentIndex()))));
        w.forEach(DeviceTensor::close);
        return styles;
    }

    @Override
    public void close() {
        affine.forEach(one -> one.layer().close());
    }
}
