package org.stylestack.synthesis;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.stylestack.generator.Architecture;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;

/**
 * One batch on its way through the blocks: a chain of launches without a wait, but where an output is read back that was
 * asked for. What it makes belongs to the open {@link Layers.Scope}.
 */
final class SynthesisPass {

    private final Network network;
    private final Generator generator;
    private final Layers layers;
    private final DeviceTensor constant;
    private final Map<String, DeviceTensor> styles;
    private final Map<String, DeviceTensor> noise;
    private final MapEdit edit;
    /** The row of a whole map that is the first of these. */
    private final int top;
    private final long first;
    private final Predicate<Output> wanted;
    private final OutputSink sink;
    private final Progress progress;
    private DeviceTensor x;
    private DeviceTensor image;

    /**
     * @param constant the input of the first block, N×C×4×4; it outlives the pass
     * @param styles   by layer name, N×inputs
     * @param noise    by layer name, for the layers that take some
     * @param edit     what changes maps on their way
     * @param first    index of the first sample, for the sink
     */
    SynthesisPass(Network network, Layers layers, DeviceTensor constant, Map<String, DeviceTensor> styles,
            Map<String, DeviceTensor> noise, MapEdit edit, long first, Predicate<Output> wanted, OutputSink sink, Progress progress) {
        this(network, layers, constant, styles, noise, edit, 0, first, wanted, sink, progress);
    }

    private SynthesisPass(Network network, Layers layers, DeviceTensor constant, Map<String, DeviceTensor> styles,
            Map<String, DeviceTensor> noise, MapEdit edit, int top, long first, Predicate<Output> wanted, OutputSink sink, Progress progress) {
        this.network = network;
        this.generator = network.generator();
        this.layers = layers;
        this.constant = constant;
        this.styles = styles;
        this.noise = noise;
        this.edit = edit;
        this.top = top;
        this.first = first;
        this.wanted = wanted;
        this.sink = sink;
        this.progress = progress;
        this.x = constant;
    }

    private SynthesisPass(SynthesisPass whole, int top, DeviceTensor x, DeviceTensor image, Map<String, DeviceTensor> noise, OutputSink sink) {
        this(whole.network, whole.layers, x, whole.styles, noise, whole.edit, top, whole.first, whole.wanted, sink, whole.progress);
        this.image = image;
    }

    /**
     * @param strips how the last blocks go where their maps do not fit the device whole
     */
    void run(Optional<StripPass> strips) throws IOException {
        for (Map.Entry<String, DeviceTensor> style : styles.entrySet()) {
            emit(Output.style(style.getKey()), style.getValue());
        }
        double whole = generator.blocks().stream().mapToDouble(SynthesisPass::work).sum();
        double done = 0;
        for (SynthesisBlock block : generator.blocks()) {
            if (strips.isPresent() && block.equals(strips.get().firstBlock())) {
                strips.get().run(this, noise, first, sink, progress.part(done / whole, 1));
                return;
            }
            progress.report(done / whole, block.resolution() + "×" + block.resolution());
            run(block);
            done += work(block);
        }
        emitFaces();
    }

    // -- For strips of the last blocks --

    /**
     * The same batch, of whose maps there are only some rows; they outlive the pass.
     *
     * @param from the first of them at the resolution of the block that comes next
     */
    SynthesisPass strip(int from, DeviceTensor rowsOfX, DeviceTensor rowsOfImage, Map<String, DeviceTensor> rowsOfNoise, OutputSink joined) {
        return new SynthesisPass(this, from, rowsOfX, rowsOfImage, rowsOfNoise, joined);
    }

    /** The map so far. */
    DeviceTensor x() {
        return x;
    }

    /** The image so far; null where there is none yet. */
    DeviceTensor image() {
        return image;
    }

    void emitFaces() throws IOException {
        emit(Output.FACES, image);
    }

    /** Frees the maps that the pass has come to. */
    void close() {
        x.close();
        if (image != null) {
            image.close();
        }
    }

    /** Multiply-adds of a block's convolutions for one sample, by which its share of the time is estimated. */
    private static double work(SynthesisBlock block) {
        double pixels = (double) block.resolution() * block.resolution();
        // The up layer convolves at the lower resolution.
        double up = block.conv0().map(layer -> layer.weight().count() / 4.0).orElse(0.0);
        return pixels * (up + block.conv1().weight().count());
    }

    void run(SynthesisBlock block) throws IOException {
        DeviceTensor residual = block.residual().isPresent() ? apply(block.residual().get(), x) : null;
        if (block.conv0().isPresent()) {
            step(block.conv0().get());
        }
        if (residual == null && endInOneStep(block)) {
            return;
        }
        step(block.conv1());
        if (residual != null) {
            emit(Output.layer(block.residual().get()), residual);
            advance(layers.add(residual, x));
            residual.close();
            emit(Output.sum(block), x);
        }
        if (block.toRgb().isPresent()) {
            addRgb(block, block.toRgb().get());
        }
    }

    /** The last two layers, without the map between them, where the device can and nobody wants or edits it. */
    private boolean endInOneStep(SynthesisBlock block) throws IOException {
        ConvolutionParameters layer = block.conv1();
        if (!isLast(block) || !addsToSkip() || edit != MapEdit.NONE || wanted.test(Output.layer(layer))
                || wanted.test(Output.convolution(layer)) || wanted.test(Output.rgb(block.resolution()))) {
            return false;
        }
        ConvolutionParameters toRgb = block.toRgb().orElseThrow();
        Optional<DeviceTensor> sum = network.convolution(layer).applyToRgb(x, Optional.ofNullable(styles.get(layer.name())),
                Optional.ofNullable(noise.get(layer.name())), network.convolution(toRgb), Optional.ofNullable(styles.get(toRgb.name())),
                image);
        if (sum.isEmpty()) {
            return false;
        }
        image.close();
        image = sum.get();
        emit(Output.skips(block.resolution()), image);
        return true;
    }

    private boolean isLast(SynthesisBlock block) {
        return block.resolution() == generator.resolution();
    }

    private boolean addsToSkip() {
        return image != null && generator.architecture() == Architecture.SKIP;
    }

    private void step(ConvolutionParameters layer) throws IOException {
        if (wanted.test(Output.convolution(layer))) {
            try (DeviceTensor sums = network.bareConvolution(layer).apply(x, Optional.ofNullable(styles.get(layer.name())),
                    Optional.empty())) {
                emit(Output.convolution(layer), sums);
            }
        }
        advance(apply(layer, x));
        emit(Output.layer(layer), x);
    }

    private void advance(DeviceTensor next) {
        if (x != constant) {
            x.close();
        }
        x = next;
    }

    private DeviceTensor apply(ConvolutionParameters layer, DeviceTensor input) {
        DeviceTensor map = network.convolution(layer).apply(input, Optional.ofNullable(styles.get(layer.name())),
                Optional.ofNullable(noise.get(layer.name())));
        DeviceTensor edited = edit.apply(layers, layer.name(), top, map);
        if (edited != map) {
            map.close();
        }
        return edited;
    }

    private void addRgb(SynthesisBlock block, ConvolutionParameters toRgb) throws IOException {
        image = addsToSkip() ? addOnto(image, block, toRgb) : rgb(block, toRgb);
        emit(Output.skips(block.resolution()), image);
    }

    private DeviceTensor rgb(SynthesisBlock block, ConvolutionParameters toRgb) throws IOException {
        DeviceTensor own = apply(toRgb, x);
        emit(Output.rgb(block.resolution()), own);
        return own;
    }

    /** In one step where the device has one and nobody wants or edits the layer's own image. */
    private DeviceTensor addOnto(DeviceTensor below, SynthesisBlock block, ConvolutionParameters toRgb) throws IOException {
        try (below) {
            if (edit == MapEdit.NONE && !wanted.test(Output.rgb(block.resolution()))) {
                Optional<DeviceTensor> sum = network.convolution(toRgb).applyOnto(below, x, Optional.ofNullable(styles.get(toRgb.name())));
                if (sum.isPresent()) {
                    return sum.get();
                }
            }
            try (DeviceTensor own = rgb(block, toRgb)) {
                return layers.upsampleAndAdd(below, generator.filter(), own);
            }
        }
    }

    private void emit(Output output, DeviceTensor tensor) throws IOException {
        if (wanted.test(output)) {
            float[] values = network.arrays().take(Math.toIntExact(tensor.shape().count()));
            layers.download(tensor, values);
            sink.accept(output, first, tensor.shape(), values);
        }
    }
}
