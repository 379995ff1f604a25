package org.stylestack.synthesis;

import java.io.IOException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.stylestack.generator.Architecture;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.layer.AffineLayers;
import org.stylestack.layer.DeviceTensor;
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
 *     network.synthesize(wPlus, new Noise.Constant(), seeds, 0, Set.of(Kind.FACES), sink, Progress.SILENT);
 * }
 * }</pre>
 *
 * An instance serves one thread at a time. It does not own the {@link Layers}.
 */
public final class Network implements AutoCloseable {

    /** Of fewer rows, strips are mostly what they have beyond their own: as measured, no memory is saved. */
    private static final int LEAST_ROWS = 8;
    private static final int MOST_STRIPS = 32;

    private final Generator generator;
    private final Layers layers;
    private final LoadedMapping mapping;
    private final AffineLayers affine;
    // By identity: the hash codes of records in records take long to compute.
    private final Map<ConvolutionParameters, ModulatedConvolution> convolutions = new IdentityHashMap<>();
    private final Map<ConvolutionParameters, ModulatedConvolution> bare = new IdentityHashMap<>();
    private final NoisePlanes noisePlanes;
    private final HostArrays arrays = new HostArrays();
    private final Executor writer = BackgroundSink.thread();
    private Optional<DeviceTensor> constant = Optional.empty();
    /** 0 where the maps are whole. */
    private int stripRows;
    /** Samples at once for whose maps the device has made room. */
    private int expected;

    /** Uploads the weights. */
    public Network(Generator generator, Layers layers) {
        this(generator, layers, Progress.SILENT);
    }

    /**
     * Uploads the weights.
     *
     * @throws CancellationException if the progress says so; what is uploaded already is freed with the layers
     */
    public Network(Generator generator, Layers layers, Progress progress) {
        this.generator = generator;
        this.layers = layers;
        this.noisePlanes = new NoisePlanes(generator, layers);
        this.mapping = new LoadedMapping(generator.mapping(), layers, progress);
        this.affine = layers.loadAffine(generator.layers());
        for (SynthesisBlock block : generator.blocks()) {
            progress.report(0, "weights of " + block.resolution() + "×" + block.resolution());
            block.conv0().ifPresent(this::load);
            progress.check();
            load(block.conv1());
            progress.check();
            block.toRgb().ifPresent(this::load);
            block.residual().ifPresent(this::load);
        }
    }

    private void load(ConvolutionParameters layer) {
        convolutions.put(layer, layers.load(layer, generator.filter()));
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
        return mapping.apply(z, labels);
    }

    /**
     * The styles of every layer, to look at or to edit (StyleSpace).
     *
     * @param wPlus N×layers×w size
     * @return by layer name, N×inputs
     */
    public Map<String, float[]> styles(float[] wPlus) {
        try (Layers.Scope scope = layers.scope()) {
            Map<String, float[]> styles = new HashMap<>();
            stylesOf(wPlus).forEach((name, style) -> styles.put(name, download(style)));
            return styles;
        }
    }

    private Map<String, DeviceTensor> stylesOf(float[] wPlus) {
        return affine.apply(wPlus, wPlus.length / (generator.latentCount() * generator.wSize()));
    }

    /**
     * Synthesis from w+ to the outputs that are wanted.
     *
     * @param wPlus       N×layers×w size
     * @param sampleSeeds the samples' seeds, on which random noise depends; their number is N
     * @param first       index of the first sample, for the sink
     */
    public void synthesize(float[] wPlus, Noise noise, long[] sampleSeeds, long first, Set<Output.Kind> wanted, OutputSink sink,
            Progress progress) throws IOException {
        synthesize(wPlus, noise, MapEdit.NONE, sampleSeeds, first, wanted, sink, progress);
    }

    /** The same, with maps that are changed on their way. */
    void synthesize(float[] wPlus, Noise noise, MapEdit edit, long[] sampleSeeds, long first, Set<Output.Kind> wanted,
            OutputSink sink, Progress progress) throws IOException {
        synthesize(() -> stylesOf(wPlus), noise, edit, sampleSeeds, first, output -> wanted.contains(output.kind()), sink, progress);
    }

    /**
     * Synthesis from w+ to some outputs alone, as to one layer's map.
     *
     * @see #synthesize(float[], Noise, long[], long, Set, OutputSink, Progress)
     */
    public void synthesize(float[] wPlus, Noise noise, long[] sampleSeeds, long first, Predicate<Output> wanted, OutputSink sink,
            Progress progress) throws IOException {
        synthesize(() -> stylesOf(wPlus), noise, MapEdit.NONE, sampleSeeds, first, wanted, sink, progress);
    }

    /**
     * Synthesis from styles (StyleSpace).
     *
     * @param styles by layer name, N×inputs, for every layer
     * @see #synthesize(float[], Noise, long[], long, Set, OutputSink, Progress)
     */
    void synthesize(Map<String, float[]> styles, Noise noise, MapEdit edit, long[] sampleSeeds, long first,
            Set<Output.Kind> wanted, OutputSink sink, Progress progress) throws IOException {
        synthesize(() -> upload(styles, sampleSeeds.length), noise, edit, sampleSeeds, first,
                output -> wanted.contains(output.kind()), sink, progress);
    }

    private Map<String, DeviceTensor> upload(Map<String, float[]> styles, int samples) {
        Map<String, DeviceTensor> uploaded = new LinkedHashMap<>();
        styles.forEach((name, values) ->
                uploaded.put(name, layers.upload(Shape.vectors(samples, values.length / samples), values)));
        return uploaded;
    }

    private void synthesize(Supplier<Map<String, DeviceTensor>> styles, Noise noise, MapEdit edit, long[] sampleSeeds, long first,
            Predicate<Output> wanted, OutputSink sink, Progress progress) throws IOException {
        layers.watch(progress::isCancelled);
        try {
            Predicate<Output> taken = wanted.and(sink::takes);
            loadBare(taken);
            DeviceTensor x = constant(sampleSeeds.length);
            Map<String, DeviceTensor> planes = noisePlanes.of(noise, sampleSeeds);
            try (Layers.Scope scope = layers.scope()) {
                Optional<StripPass> strips = stripRows == 0 ? Optional.empty()
                        : Optional.of(new StripPass(generator, layers, stripRows));
                if (strips.isEmpty()) {
                    prepare(sampleSeeds.length);
                }
                new SynthesisPass(this, layers, x, styles.get(), planes, edit, first, taken, sink, progress).run(strips);
            }
        } finally {
            layers.watch(() -> false);
        }
    }

    /**
     * Has the device make room and weights ready for all layers at once: it is busy with that while the host launches the layers of a first
     * pass, which takes longest. Later passes find all there.
     */
    private void prepare(int samples) {
        if (samples > expected) {
            expectMaps(samples);
            expected = samples;
        }
        for (SynthesisBlock block : generator.blocks()) {
            int size = block.resolution();
            block.conv0().ifPresent(layer -> convolution(layer).prepare(new Shape(samples, layer.inputs(), size / 2, size / 2)));
            convolution(block.conv1()).prepare(new Shape(samples, block.conv1().inputs(), size, size));
        }
    }

    /** Those of the last block, the largest; of a skip generator's last layer the map is mostly never whole. */
    private void expectMaps(int samples) {
        SynthesisBlock block = generator.blocks().get(generator.blocks().size() - 1);
        boolean skip = generator.architecture() == Architecture.SKIP && block.conv0().isPresent();
        ConvolutionParameters layer = skip ? block.conv0().get() : block.conv1();
        int from = skip ? block.resolution() / 2 : block.resolution();
        layers.expect(new Shape(samples, layer.inputs(), from, from),
                new Shape(samples, layer.channels(), block.resolution(), block.resolution()));
    }

    /** The input of the first block for so many samples; the device keeps it for the next batch. */
    private DeviceTensor constant(int samples) {
        if (constant.isEmpty() || constant.get().shape().n() != samples) {
            constant.ifPresent(DeviceTensor::close);
            constant = Optional.empty();
            float[] repeated = SampledLatents.repeat(generator.constant().floats(), samples);
            constant = Optional.of(layers.upload(new Shape(samples, generator.constant().size(0), 4, 4), repeated));
        }
        return constant.get();
    }

    /** The most samples that the device's memory holds at once, by an estimate; at least 1. */
    public int largestBatch() {
        long scratch = generator.layers().stream().mapToLong(layers::scratch).max().orElse(0);
        return new BatchSize(generator).most(layers.largestTensor(), layers.memory(), scratch);
    }

    /**
     * Has the last blocks computed in strips of the image from now on, or in smaller ones, where a single sample does not fit the
     * device.
     *
     * @return the rows of a strip; empty where they cannot be fewer
     */
    OptionalInt shrinkStrips() {
        int rows = stripRows == 0 ? generator.resolution() / 4 : stripRows / 2;
        if (rows < Math.max(LEAST_ROWS, generator.resolution() / MOST_STRIPS)) {
            return OptionalInt.empty();
        }
        stripRows = rows;
        return OptionalInt.of(rows);
    }

    ModulatedConvolution convolution(ConvolutionParameters layer) {
        return convolutions.get(layer);
    }

    /** Where outputs are read into. */
    HostArrays arrays() {
        return arrays;
    }

    /** The thread on which sinks take outputs, one call's after the other's. */
    Executor writer() {
        return writer;
    }

    /** Uploads the weights of layers whose sums are wanted once more; not within a scope, which would free them. */
    private void loadBare(Predicate<Output> wanted) {
        for (SynthesisBlock block : generator.blocks()) {
            Stream.concat(block.conv0().stream(), Stream.of(block.conv1())).filter(layer -> wanted.test(Output.convolution(layer)))
                    .forEach(layer -> bare.computeIfAbsent(layer, key -> layers.load(key.bare(), generator.filter())));
        }
    }

    /** A layer without its noise, bias and activation. */
    ModulatedConvolution bareConvolution(ConvolutionParameters layer) {
        return bare.get(layer);
    }

    private float[] download(DeviceTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().count())];
        layers.download(tensor, values);
        return values;
    }

    @Override
    public void close() {
        mapping.close();
        affine.close();
        convolutions.values().forEach(ModulatedConvolution::close);
        bare.values().forEach(ModulatedConvolution::close);
        noisePlanes.close();
        constant.ifPresent(DeviceTensor::close);
    }
}
