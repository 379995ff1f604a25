package org.stylestack.synthesis;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output.Kind;

/** Which outputs a generator gives, known before anything is computed. */
public final class Outputs {

    private Outputs() {}

    /** The outputs of the kinds that are wanted, each with the shape of one sample as an {@link OutputSink} gets it. */
    public static Map<Output, Shape> shapes(Generator generator, LatentSource latents, Set<Kind> wanted) {
        Map<Output, Shape> shapes = new LinkedHashMap<>();
        putLatents(shapes, generator, latents);
        for (ConvolutionParameters layer : generator.layers()) {
            shapes.put(Output.style(layer.name()), Shape.vectors(1, layer.inputs()));
        }
        for (SynthesisBlock block : generator.blocks()) {
            int size = block.resolution();
            block.conv0().ifPresent(layer -> putMaps(shapes, layer, size));
            putMaps(shapes, block.conv1(), size);
            block.residual().ifPresent(layer -> {
                shapes.put(Output.layer(layer), new Shape(1, layer.outputs(), size, size));
                shapes.put(Output.sum(block), new Shape(1, layer.outputs(), size, size));
            });
            block.toRgb().ifPresent(layer -> {
                shapes.put(Output.rgb(size), new Shape(1, layer.outputs(), size, size));
                shapes.put(Output.skips(size), new Shape(1, layer.outputs(), size, size));
            });
        }
        shapes.put(Output.FACES, new Shape(1, generator.imageChannels(), generator.resolution(), generator.resolution()));
        shapes.keySet().removeIf(output -> !wanted.contains(output.kind()));
        return shapes;
    }

    private static void putMaps(Map<Output, Shape> shapes, ConvolutionParameters layer, int size) {
        shapes.put(Output.convolution(layer), new Shape(1, layer.outputs(), size, size));
        shapes.put(Output.layer(layer), new Shape(1, layer.channels(), size, size));
    }

    private static void putLatents(Map<Output, Shape> shapes, Generator generator, LatentSource latents) {
        LatentSource content = latents.content();
        boolean fromZ = content instanceof LatentSource.Drawn || content instanceof LatentSource.Z;
        if (fromZ) {
            shapes.put(Output.Z, Shape.vectors(1, generator.zSize()));
        }
        if (fromZ || content instanceof LatentSource.W) {
            shapes.put(Output.W, Shape.vectors(1, generator.wSize()));
        }
        if (!(latents instanceof LatentSource.Styles)) {
            shapes.put(Output.W_PLUS, new Shape(1, generator.latentCount(), 1, generator.wSize()));
        }
    }
}
