package org.stylestack.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.device.Devices;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;
import org.stylestack.generator.FullyConnectedParameters;
import org.stylestack.layer.DeviceTensor;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.ModulatedConvolution;
import org.stylestack.layer.Shape;

/**
 * Times the layers of a config-f generator of 1024 pixels by themselves: {@code LayerBenchmark java 10} tries each ten times
 * and prints the best, with the operations of the direct algorithm in a second and, for machines that others use as well,
 * in a second of processor time.
 */
public final class LayerBenchmark {

    private LayerBenchmark() {}

    public static void main(String[] arguments) {
        int runs = Integer.parseInt(arguments[1]);
        try (Layers layers = Devices.find().choose(arguments[0]).get(0).open(LayerOptions.USUAL)) {
            System.out.println(layers.device());
            int below = 512;
            for (int resolution = 4; resolution <= 1024; resolution *= 2) {
                int channels = Math.min(512, 32768 / resolution);
                if (resolution > 4) {
                    time(layers, below, channels, resolution / 2, 3, Resampling.UP, runs);
                }
                time(layers, channels, channels, resolution, 3, Resampling.NONE, runs);
                time(layers, channels, 3, resolution, 1, Resampling.NONE, runs);
                below = channels;
            }
        }
    }

    private static void time(Layers layers, int inputs, int outputs, int size, int kernel, Resampling resampling, int runs) {
        int taps = kernel * kernel;
        boolean rgb = kernel == 1;
        FullyConnectedParameters affine = FullyConnectedParameters.equalised(Tensor.of(new float[inputs], inputs, 1),
                Tensor.of(new float[inputs], inputs), 1, Activation.NONE);
        ConvolutionParameters parameters = new ConvolutionParameters("b4.conv1", 0, Optional.of(affine),
                Tensor.of(filled(outputs * inputs * taps), outputs, inputs, kernel, kernel), resampling, !rgb, 0.01f,
                rgb ? Optional.empty() : Optional.of(new NoiseParameters(0.1f, Optional.empty(), false)),
                Optional.of(Tensor.of(filled(outputs), outputs)), rgb ? Activation.NONE : Activation.LEAKY_RELU);
        int outSize = resampling == Resampling.UP ? 2 * size : size;
        double best = Double.POSITIVE_INFINITY;
        double leastWork = Double.POSITIVE_INFINITY;
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try (Layers.Scope scope = layers.scope(); ModulatedConvolution layer = layers.load(parameters, Filter.separable(1, 3, 3, 1))) {
            DeviceTensor x = layers.upload(new Shape(1, inputs, size, size), filled(inputs * size * size));
            DeviceTensor style = layers.upload(Shape.vectors(1, inputs), filled(inputs));
            DeviceTensor noise = layers.upload(new Shape(1, 1, outSize, outSize), filled(outSize * outSize));
            float[] result = new float[outputs * outSize * outSize];
            for (int run = 0; run < runs; run++) {
                long start = System.nanoTime();
                long startWork = system.getProcessCpuTime();
                try (DeviceTensor y = layer.apply(x, Optional.of(style), rgb ? Optional.empty() : Optional.of(noise))) {
                    layers.download(y, result);
                }
                best = Math.min(best, (System.nanoTime() - start) / 1e9);
                leastWork = Math.min(leastWork, (system.getProcessCpuTime() - startWork) / 1e9);
            }
        }
        double operations = 2.0 * inputs * outputs * taps * size * size;
        System.out.printf(Locale.ROOT, "%-4s %3d -> %3d at %4d: %8.2f ms %7.1f GFLOP/s, %7.1f a second of processor time%n", rgb ? "rgb" : resampling == Resampling.UP ? "up" : "3x3",
                inputs, outputs, size, best * 1e3, operations / best / 1e9, operations / leastWork / 1e9);
    }

    private static float[] filled(int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (k * 7 % 11 - 5) / 5f;
        }
        return values;
    }
}
