package org.stylestack.synthesis;

import org.stylestack.generator.Architecture;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.generator.Generator;
import org.stylestack.layer.MemoryUse;

/**
 * How many samples a device holds at once, estimated from the shapes of the maps: with its largest tensor, and with its
 * memory, of which other programs take a part.
 */
final class BatchSize {

    /** Of a layer, its input and its output are alive, and a copy of each in the midst of it. */
    private static final int COPIES = 2;
    /** Winograd's algorithm keeps 36 numbers for the 9 of a kernel; more, where tiles are large, only of layers with few channels. */
    private static final int PACKING = 4;
    /** Maps have borders, and channels are padded to whole vectors. */
    private static final double PADDING = 1.05;
    /** The share of the memory that is not left to others. */
    private static final double SHARE = 0.75;

    private final long weights;
    private final long largestMap;
    private final long alive;

    BatchSize(Generator generator) {
        long parameters = 0;
        for (FullyConnectedParameters layer : generator.mapping().layers()) {
            parameters += layer.weight().count();
        }
        long map = 0;
        long most = 0;
        for (ConvolutionParameters layer : generator.layers()) {
            long pixels = (long) generator.resolutionOf(layer) * generator.resolutionOf(layer);
            long input = layer.inputs() * pixels / (layer.resampling() == Resampling.UP ? 4 : 1);
            long output = layer.channels() * pixels;
            // The branch of a residual block is alive beside its layers.
            long branch = generator.architecture() == Architecture.RESNET ? output : 0;
            map = Math.max(map, Math.max(input, output));
            most = Math.max(most, COPIES * (input + output) + branch);
            parameters += layer.weight().count();
        }
        this.weights = parameters * PACKING * Float.BYTES;
        this.largestMap = (long) (map * PADDING);
        // The images so far, and the noise of all layers, are less than this many planes.
        long planes = (3L * generator.imageChannels() + 3) * generator.resolution() * generator.resolution();
        this.alive = (long) (most * PADDING + planes) * Float.BYTES;
    }

    /**
     * The most samples that fit, at least 1.
     *
     * @param largestTensor of the device, in elements
     * @param scratch       bytes that the layers take besides, however many samples there are
     */
    int most(long largestTensor, MemoryUse memory, long scratch) {
        long byTensor = largestTensor / largestMap;
        long byMemory = (long) (memory.total() * SHARE - weights - scratch) / alive;
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.min(byTensor, byMemory)));
    }
}
