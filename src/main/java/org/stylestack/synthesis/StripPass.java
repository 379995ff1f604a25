package org.stylestack.synthesis;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.stylestack.generator.Filter;
import org.stylestack.generator.Generator;
import org.stylestack.generator.SynthesisBlock;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Padding;
import org.stylestack.layer.Resample;
import org.stylestack.layer.Shape;

/**
 * The last blocks of one batch in horizontal strips, for a device that has no room for their maps: each strip goes through all of
 * them before the next begins. It takes as many rows more of the block's input as the layers reach beyond it, so that its own rows
 * come out as those of whole maps; outputs are joined in Java.
 */
final class StripPass {

    /** Blocks that go in strips; the input of the first of them has the eighth of the image's rows. */
    private static final int BLOCKS = 3;
    /** Strips begin and end where the 4×4 tiles of Winograd's algorithm do, and so have the same sums; those of 6×6 differ a little. */
    private static final int ALIGNED = 4;
    private static final Filter ONE = new Filter(1, 1, new float[] {1});

    private final Generator generator;
    private final Layers layers;
    private final List<SynthesisBlock> blocks;
    private final int rows;
    /** Rows of its input that a block reads beyond half of its output's. */
    private final int reach;
    private final Map<Output, float[]> joined = new LinkedHashMap<>();
    private final Map<Output, Shape> shapes = new HashMap<>();

    /** @param rows of the image that a strip has, a multiple of 4 */
    StripPass(Generator generator, Layers layers, int rows) {
        this.generator = generator;
        this.layers = layers;
        this.rows = rows;
        // Above and below, the filter takes half of its rows at most, and the 3×3 layers one each at their own resolution.
        this.reach = generator.filter().height() / 2 + 1;
        int count = generator.blocks().size();
        this.blocks = generator.blocks().subList(Math.max(1, count - BLOCKS), count);
    }

    /** The first block that goes in strips. */
    SynthesisBlock firstBlock() {
        return blocks.get(0);
    }

    /**
     * Runs the blocks.
     *
     * @param whole    where the pass has come to
     * @param noise    of all layers, whole
     * @param sink     gets the outputs, whole
     * @param progress of these blocks
     */
    void run(SynthesisPass whole, Map<String, DeviceTensor> noise, long first, OutputSink sink, Progress progress) throws IOException {
        int size = generator.resolution();
        for (int top = 0; top < size; top += rows) {
            int bottom = Math.min(size, top + rows);
            progress.report((double) top / size, size + "×" + size + ", rows " + (top + 1) + "–" + bottom);
            try (Layers.Scope scope = layers.scope()) {
                strip(whole, noise, top, bottom);
            }
        }
        for (Map.Entry<Output, float[]> output : joined.entrySet()) {
            sink.accept(output.getKey(), first, shapes.get(output.getKey()), output.getValue());
        }
    }

    private void strip(SynthesisPass whole, Map<String, DeviceTensor> noise, int top, int bottom) throws IOException {
        int[] from = new int[blocks.size()];
        int[] to = new int[blocks.size()];
        int begin = top;
        int end = bottom;
        for (int k = blocks.size() - 1; k >= 0; k--) {
            int input = blocks.get(k).resolution() / 2;
            begin = Math.max(0, Math.floorDiv(begin / 2 - reach, ALIGNED) * ALIGNED);
            end = Math.min(input, -Math.floorDiv(-((end + 1) / 2 + reach), ALIGNED) * ALIGNED);
            from[k] = begin;
            to[k] = end;
        }
        DeviceTensor x = rows(whole.x(), from[0], to[0]);
        DeviceTensor image = rows(whole.image(), from[0], to[0]);
        for (int k = 0; k < from.length; k++) {
            int offset = 2 * from[k];
            Map<String, DeviceTensor> own = noiseOf(blocks.get(k), noise, offset, 2 * to[k]);
            SynthesisPass pass = whole.strip(offset, x, image, own, (output, first, shape, values) -> join(output, shape, values, offset, top, bottom));
            pass.run(blocks.get(k));
            own.values().forEach(DeviceTensor::close);
            x.close();
            if (k + 1 == from.length) {
                pass.emitFaces();
            } else {
                x = rows(pass.x(), from[k + 1] - offset, to[k + 1] - offset);
                image = rows(pass.image(), from[k + 1] - offset, to[k + 1] - offset);
            }
            pass.close();
        }
    }

    private Map<String, DeviceTensor> noiseOf(SynthesisBlock block, Map<String, DeviceTensor> noise, int from, int to) {
        Map<String, DeviceTensor> own = new HashMap<>();
        Stream.concat(block.conv0().stream(), Stream.of(block.conv1())).forEach(layer -> {
            if (noise.containsKey(layer.name())) {
                own.put(layer.name(), rows(noise.get(layer.name()), from, to));
            }
        });
        return own;
    }

    /** Some rows of every plane, as a copy; of nothing nothing. */
    private DeviceTensor rows(DeviceTensor x, int from, int to) {
        return x == null ? null : rows(layers, x, from, to);
    }

    static DeviceTensor rows(Layers layers, DeviceTensor x, int from, int to) {
        return layers.resample(x, ONE, Resample.filter(new Padding(0, 0, -from, to - x.shape().h()), 1));
    }

    /** Takes a strip's own rows into the whole. */
    private void join(Output output, Shape strip, float[] values, int offset, int top, int bottom) {
        int size = strip.w();
        Shape shape = shapes.computeIfAbsent(output, key -> new Shape(strip.n(), strip.c(), size, size));
        float[] whole = joined.computeIfAbsent(output, key -> new float[Math.toIntExact(shape.count())]);
        int scale = generator.resolution() / size;
        int begin = top / scale;
        int count = (bottom - top) / scale * size;
        for (int plane = 0; plane < strip.n() * strip.c(); plane++) {
            System.arraycopy(values, (plane * strip.h() + begin - offset) * size, whole, (plane * size + begin) * size, count);
        }
    }
}
