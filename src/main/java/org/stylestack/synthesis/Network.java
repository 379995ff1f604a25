package org.stylestack.synthesis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stylestack.generator.Architecture;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.FullyConnected;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/**
 * A generator whose weights are on a device; it runs the layers in their order, and reads back what was asked for.
 *
 * <pre>{@code
 * try (Network network = new Network(generator, layers)) {
 *     float[] w = network.map(z, new float[0]);
 *     float[] wPlus = Truncation.NONE.spread(w, generator.wSize(), generator.latentCount());
 *     network.synthesize(network.styles(wPlus), new Noise.Constant(), seeds, 0, Set.of(Kind.FACES), sink, Progress.SILENT);
 * }
 * }</pre>
 *
 * An instance serves one thread at a time. It does not own the {@link Layers}.
 */
public final class Network implements AutoCloseable {

    private record Loaded(ConvolutionParameters parameters, Optional<FullyConnected> affine, ModulatedConvolution convolution) {}

    private final Generator generator;
    private final Layers layers;
    private final List<FullyConnected> mapping = new ArrayList<>();
    private final Optional<FullyConnected> embedding;
    private final Map<ConvolutionParameters, Loaded> loaded = new HashMap<>();

    /** Uploads the weights. */
    public Network(Generator generator, Layers layers) {
        this.generator = generator;
        this.layers = layers;
        for (FullyConnectedParameters layer : generator.mapping().layers()) {
            mapping.add(layers.load(layer));
        }
        this.embedding = generator.mapping().embedding().map(layers::load);
        for (SynthesisBlock block : generator.blocks()) {
            block.conv0().ifPresent(this::load);
            load(block.conv1());
            block.toRgb().ifPresent(this::load);
            block.residual().ifPresent(this::load);
        }
    }

    private void load(ConvolutionParameters layer) {
        loaded.put(layer, new Loaded(layer, layer.affine().map(layers::load), layers.load(layer, generator.filter())));
    }

    public Generator generator() {
        return generator;
    }

    /**
     * The mapping network.
     *
     * @param z      N×z size, row by row
     * @param labels N×classes; empty for a network without classes
     * @return w, N×w size
     */
    public float[] map(float[] z, float[] labels) {
        int classes = generator.mapping().classes();
        int samples = generator.zSize() > 0 ? z.length / generator.zSize() : labels.length / classes;
        DeviceTensor x = input(z, labels, samples);
        for (FullyConnected layer : mapping) {
            x = replace(x, layer.apply(x));
        }
        return download(x);
    }

    private DeviceTensor input(float[] z, float[] labels, int samples) {
        DeviceTensor x = null;
        if (generator.zSize() > 0) {
            x = layers.upload(Shape.vectors(samples, generator.zSize()), z);
            x = replace(x, layers.normalize(x));
        }
        if (embedding.isPresent()) {
            DeviceTensor label = layers.upload(Shape.vectors(samples, generator.mapping().classes()), labels);
            label = replace(label, embedding.get().apply(label));
            label = replace(label, layers.normalize(label));
            if (x == null) {
                return label;
            }
            DeviceTensor both = layers.concatenate(x, label);
            label.close();
            x = replace(x, both);
        }
        return x;
    }

    /**
     * The styles of every layer.
     *
     * @param wPlus N×layers×w size
     * @return by layer name, N×inputs
     */
    public Map<String, float[]> styles(float[] wPlus) {
        int size = generator.wSize();
        int count = generator.latentCount();
        int samples = wPlus.length / (count * size);
        Map<String, float[]> styles = new HashMap<>();
        for (ConvolutionParameters layer : generator.layers()) {
            float[] w = new float[samples * size];
            for (int n = 0; n < samples; n++) {
                System.arraycopy(wPlus, (n * count + layer.latentIndex()) * size, w, n * size, size);
            }
            try (DeviceTensor x = layers.upload(Shape.vectors(samples, size), w)) {
                styles.put(layer.name(), download(loaded.get(layer).affine().orElseThrow().apply(x)));
            }
        }
        return styles;
    }

    /**
     * Synthesis from styles (StyleSpace) to the outputs that are wanted.
     *
     * @param styles      by layer name, N×inputs, for every layer
     * @param sampleSeeds the samples' seeds, on which random noise depends; their number is N
     * @param first       index of the first sample, for the sink
     */
    public void synthesize(Map<String, float[]> styles, Noise noise, long[] sampleSeeds, long first, Set<Output.Kind> wanted,
            OutputSink sink, Progress progress) throws IOException {
        layers.watch(progress::isCancelled);
        try (Layers.Scope scope = layers.scope()) {
            NoisePlanes planes = new NoisePlanes(generator, layers, noise, sampleSeeds);
            new Pass(styles, planes, sampleSeeds.length, first, wanted, sink, progress).run();
        } finally {
            layers.watch(() -> false);
        }
    }

    private DeviceTensor replace(DeviceTensor old, DeviceTensor next) {
        old.close();
        return next;
    }

    private float[] download(DeviceTensor tensor) {
        try (tensor) {
            float[] values = new float[Math.toIntExact(tensor.shape().count())];
            layers.download(tensor, values);
            return values;
        }
    }

    @Override
    public void close() {
        mapping.forEach(FullyConnected::close);
        embedding.ifPresent(FullyConnected::close);
        for (Loaded layer : loaded.values()) {
            layer.affine().ifPresent(FullyConnected::close);
            layer.convolution().close();
        }
    }

    /** One batch on its way through the blocks: the feature map x, the image so far, and the styles, all on the device. */
    private final class Pass {

        private final NoisePlanes noise;
        private final int samples;
        private final long first;
        private final Set<Output.Kind> wanted;
        private final OutputSink sink;
        private final Progress progress;
        private final Map<String, DeviceTensor> styles = new HashMap<>();
        private DeviceTensor x;
        private DeviceTensor image;

        Pass(Map<String, float[]> styles, NoisePlanes noise, int samples, long first, Set<Output.Kind> wanted, OutputSink sink,
                Progress progress) {
            this.noise = noise;
            this.samples = samples;
            this.first = first;
            this.wanted = wanted;
            this.sink = sink;
            this.progress = progress;
            styles.forEach((name, values) -> this.styles.put(name,
                    layers.upload(Shape.vectors(samples, values.length / samples), values)));
            this.x = constant();
        }

        private DeviceTensor constant() {
            float[] values = generator.constant().floats();
            float[] repeated = new float[samples * values.length];
            for (int n = 0; n < samples; n++) {
                System.arraycopy(values, 0, repeated, n * values.length, values.length);
            }
            return layers.upload(new Shape(samples, generator.constant().size(0), 4, 4), repeated);
        }

        void run() throws IOException {
            int done = 0;
            for (SynthesisBlock block : generator.blocks()) {
                progress.report((double) done++ / generator.blocks().size(), block.resolution() + "×" + block.resolution());
                run(block);
            }
            emit(Output.FACES, image);
        }

        private void run(SynthesisBlock block) throws IOException {
            DeviceTensor residual = block.residual().isPresent() ? apply(block.residual().get(), x) : null;
            if (block.conv0().isPresent()) {
                step(block.conv0().get());
            }
            step(block.conv1());
            if (residual != null) {
                emit(Output.layer(block.residual().get()), residual);
                x = replace(x, layers.add(residual, x));
                residual.close();
                emit(Output.sum(block), x);
            }
            if (block.toRgb().isPresent()) {
                addRgb(block, block.toRgb().get());
            }
        }

        private void step(ConvolutionParameters layer) throws IOException {
            x = replace(x, apply(layer, x));
            emit(Output.layer(layer), x);
        }

        private DeviceTensor apply(ConvolutionParameters layer, DeviceTensor input) {
            return loaded.get(layer).convolution().apply(input, Optional.ofNullable(styles.get(layer.name())), noise.of(layer));
        }

        private void addRgb(SynthesisBlock block, ConvolutionParameters toRgb) throws IOException {
            DeviceTensor own = apply(toRgb, x);
            emit(Output.rgb(block.resolution()), own);
            if (image == null || generator.architecture() != Architecture.SKIP) {
                image = own;
            } else {
                try (own) {
                    image = replace(image, layers.upsampleAndAdd(image, generator.filter(), own));
                }
            }
            emit(Output.skips(block.resolution()), image);
        }

        private void emit(Output output, DeviceTensor tensor) throws IOException {
            if (wanted.contains(output.kind())) {
                float[] values = new float[Math.toIntExact(tensor.shape().count())];
                layers.download(tensor, values);
                sink.accept(output, first, tensor.shape(), values);
            }
        }

    }
}
