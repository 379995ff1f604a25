package org.stylestack.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.generator.MappingNetwork;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;

/** A mapping network whose weights are on a device. */
final class LoadedMapping implements AutoCloseable {

    private final MappingNetwork network;
    private final Layers layers;
    private final List<FullyConnected> loaded = new ArrayList<>();
    private final Optional<FullyConnected> embedding;

    /**
     * Uploads the weights.
     *
     * @throws CancellationException if the progress says so; what is uploaded already is freed with the layers
     */
    LoadedMapping(MappingNetwork network, Layers layers, Progress progress) {
        this.network = network;
        this.layers = layers;
        for (FullyConnectedParameters layer : network.layers()) {
            progress.check();
            loaded.add(layers.load(layer));
        }
        this.embedding = network.embedding().map(layers::load);
    }

    /** See {@link Network#map}. */
    float[] apply(float[] z, float[] labels) {
        int samples = network.zSize() > 0 ? z.length / network.zSize() : labels.length / network.classes();
        try (Layers.Scope scope = layers.scope()) {
            DeviceTensor x = input(z, labels, samples);
            for (FullyConnected layer : loaded) {
                x = layer.apply(x);
            }
            float[] w = new float[Math.toIntExact(x.shape().count())];
            layers.download(x, w);
            return w;
        }
    }

    /** z and the embedded labels, each normalised, or what there is of them. */
    private DeviceTensor input(float[] z, float[] labels, int samples) {
        boolean drawn = network.zSize() > 0;
        DeviceTensor x = drawn ? layers.upload(Shape.vectors(samples, network.zSize()), z) : null;
        if (embedding.isEmpty()) {
            return layers.normalize(x);
        }
        DeviceTensor label = layers.upload(Shape.vectors(samples, network.classes()), labels);
        DeviceTensor embedded = layers.normalize(embedding.get().apply(label));
        return drawn ? layers.concatenate(layers.normalize(x), embedded) : embedded;
    }

    @Override
    public void close() {
        loaded.forEach(FullyConnected::close);
        embedding.ifPresent(FullyConnected::close);
    }
}
