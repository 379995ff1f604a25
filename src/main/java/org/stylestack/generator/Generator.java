package org.stylestack.generator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.checkpoint.Tensor;

/**
 * A StyleGAN2 generator: the parameters of its layers in the order in which they run.
 *
 * <pre>{@code
 * Generator generator = Generator.of(Checkpoint.open(file));
 * }</pre>
 *
 * @param architecture how the blocks are joined
 * @param filter       the filter of every resampling, with sum 1
 * @param mapping      z → w
 * @param constant     the input of the first block, [C, 4, 4]
 * @param blocks       from 4×4 up to the resolution of the image
 * @param meanW        the mean of w that the checkpoint carries, [w size]; empty where it carries none
 */
public record Generator(
        Architecture architecture,
        Filter filter,
        MappingNetwork mapping,
        Tensor constant,
        List<SynthesisBlock> blocks,
        Optional<Tensor> meanW) {

    /**
     * Finds the generator in a checkpoint.
     *
     * @throws CheckpointException if the checkpoint holds no generator that is known here, or a broken one
     */
    public static Generator of(Checkpoint checkpoint) throws IOException {
        return of(checkpoint, share -> {});
    }

    /**
     * Finds the generator in a checkpoint, and lets it be followed and stopped: every number is looked at.
     *
     * @param progress gets the share of the tensors that have been checked, 0 to 1; an exception that it throws ends the work
     * @see #of(Checkpoint)
     */
    public static Generator of(Checkpoint checkpoint, DoubleConsumer progress) throws IOException {
        return new GeneratorImporter(checkpoint, progress).generator();
    }

    /** Height and width of the image. */
    public int resolution() {
        return blocks.get(blocks.size() - 1).resolution();
    }

    /** Channels of the image. */
    public int imageChannels() {
        return blocks.get(blocks.size() - 1).toRgb().orElseThrow().outputs();
    }

    public int zSize() {
        return mapping.zSize();
    }

    public int wSize() {
        return mapping.wSize();
    }

    /** Number of w in w+: one more than the largest index that a layer reads. */
    public int latentCount() {
        return layers().stream().mapToInt(ConvolutionParameters::latentIndex).max().orElseThrow() + 1;
    }

    /** All modulated layers in the order in which they run, to-RGB layers included. */
    public List<ConvolutionParameters> layers() {
        List<ConvolutionParameters> layers = new ArrayList<>();
        for (SynthesisBlock block : blocks) {
            block.conv0().ifPresent(layers::add);
            layers.add(block.conv1());
            block.toRgb().ifPresent(layers::add);
        }
        return layers;
    }

    /** The layers that take noise: all but the to-RGB layers. */
    public List<ConvolutionParameters> noisyLayers() {
        return layers().stream().filter(layer -> layer.noise().isPresent()).toList();
    }

    /** Height and width of a layer's output. */
    public int resolutionOf(ConvolutionParameters layer) {
        String block = layer.name().substring(1, layer.name().indexOf('.'));
        return Integer.parseInt(block);
    }
}
