package org.stylestack.synthesis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.Generator;
import org.stylestack.latent.NumpyRandom;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;

/** The noise of the layers on the device, where planes stay as long as one batch after the other wants the same. */
final class NoisePlanes implements AutoCloseable {

    private final Generator generator;
    private final Layers layers;
    private final Map<String, DeviceTensor> planes = new HashMap<>();
    private Optional<Key> present = Optional.empty();

    /** What planes depend on: random ones on the samples' seeds too. */
    private record Key(Noise noise, List<Long> sampleSeeds) {}

    NoisePlanes(Generator generator, Layers layers) {
        this.generator = generator;
        this.layers = layers;
    }

    /**
     * The planes by layer name, none for layers without noise.
     *
     * @param sampleSeeds the samples' own seeds, on which random noise depends
     */
    Map<String, DeviceTensor> of(Noise noise, long[] sampleSeeds) {
        Key key = new Key(noise, source(noise) instanceof Noise.Random ? LongStream.of(sampleSeeds).boxed().toList() : List.of());
        // Planes that were given may have changed in their arrays.
        if (source(noise) instanceof Noise.Given || noise instanceof Noise.ByLayer || !present.equals(Optional.of(key))) {
            close();
            int index = 0;
            for (ConvolutionParameters layer : generator.noisyLayers()) {
                // A layer of strength 0 takes no noise, whatever it is.
                if (layer.noise().get().strength() != 0) {
                    Noise own = of(noise, layer);
                    float factor = own instanceof Noise.Scaled scaled ? (float) scaled.factor() : 1;
                    upload(layer, index, source(own), factor, sampleSeeds);
                }
                index++;
            }
            present = Optional.of(key);
        }
        return planes;
    }

    private static Noise of(Noise noise, ConvolutionParameters layer) {
        return noise instanceof Noise.ByLayer each ? each.layers().getOrDefault(layer.name(), new Noise.None()) : noise;
    }

    private static Noise source(Noise noise) {
        return noise instanceof Noise.Scaled scaled ? scaled.noise() : noise;
    }

    @Override
    public void close() {
        present = Optional.empty();
        planes.values().forEach(DeviceTensor::close);
        planes.clear();
    }

    private void upload(ConvolutionParameters layer, int index, Noise noise, float factor, long[] sampleSeeds) {
        int size = generator.resolutionOf(layer);
        int channels = layer.hasConcatenatedNoise() ? layer.outputs() : 1;
        if (noise instanceof Noise.Constant) {
            Shape shape = new Shape(1, channels, size, size);
            if (factor == 1) {
                planes.put(layer.name(), layers.load(shape, constant(layer)));
            } else {
                put(layer, shape, scaled(constant(layer).floats(), factor));
            }
        } else if (noise instanceof Noise.Given given) {
            float[] plane = given.planes().get(layer.name());
            if (plane != null) {
                require(plane.length == channels * size * size, "the noise given for the layer " + layer.name() + " has "
                        + plane.length + " numbers, but " + channels + "×" + size + "×" + size + " are needed");
                put(layer, new Shape(1, channels, size, size), scaled(plane, factor));
            }
        } else if (noise instanceof Noise.Random random) {
            int count = channels * size * size;
            float[] values = new float[Math.multiplyExact(sampleSeeds.length, count)];
            for (int n = 0; n < sampleSeeds.length; n++) {
                NumpyRandom normals = new NumpyRandom(mix(random.seed(), sampleSeeds[n], index));
                for (int k = n * count; k < (n + 1) * count; k++) {
                    values[k] = (float) normals.nextGaussian();
                }
            }
            put(layer, new Shape(sampleSeeds.length, channels, size, size), scaled(values, factor));
        }
    }

    private static float[] scaled(float[] plane, float factor) {
        if (factor == 1) {
            return plane;
        }
        float[] scaled = new float[plane.length];
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] = factor * plane[k];
        }
        return scaled;
    }

    private static Tensor constant(ConvolutionParameters layer) {
        NoiseParameters noise = layer.noise().get();
        require(noise.plane().isPresent(), "noise: the model holds no constant noise for the layer " + layer.name()
                + "; choose the noise random or none");
        return noise.plane().get();
    }

    private void put(ConvolutionParameters layer, Shape shape, float[] values) {
        planes.put(layer.name(), layers.upload(shape, values));
    }

    /** One 32-bit seed of three numbers, by the finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long noiseSeed, long sampleSeed, int layer) {
        long mixed = 0;
        for (long part : new long[] {noiseSeed, sampleSeed, layer}) {
            mixed = (mixed ^ part) + 0x9e3779b97f4a7c15L;
            mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            mixed ^= mixed >>> 31;
        }
        return mixed & 0xffffffffL;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
