package org.stylestack.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
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
import org.stylestack.layer.Precision;
import org.stylestack.layer.Shape;

/**
 * The layers of a config-f generator of 1024 pixels by themselves. The counter {@code gigaflops} is the operations of the direct
 * algorithm in a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class LayerBenchmark {

    @Param({"java", "opencl"})
    public String device;

    @Param({"FAST", "EXACT"})
    public Precision precision;

    /** How many threads of the processor share a layer; 0 for all. */
    @Param("0")
    public int threads;

    /** What the layer is, and the resolution of its output. */
    @Param({"plain 8", "plain 16", "plain 32", "plain 64", "plain 128", "plain 256", "plain 512", "plain 1024",
            "up 8", "up 16", "up 32", "up 64", "up 128", "up 256", "up 512", "up 1024",
            "rgb 8", "rgb 16", "rgb 32", "rgb 64", "rgb 128", "rgb 256", "rgb 512", "rgb 1024"})
    public String layer;

    private Layers layers;
    private ModulatedConvolution convolution;
    private DeviceTensor x;
    private DeviceTensor style;
    private Optional<DeviceTensor> noise;
    private double gigaflops;

    /** What JMH divides by the time, too. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Work {
        public double gigaflops;
    }

    @Setup
    public void load() {
        String kind = layer.substring(0, layer.indexOf(' '));
        int resolution = Integer.parseInt(layer.substring(layer.indexOf(' ') + 1));
        boolean up = kind.equals("up");
        boolean rgb = kind.equals("rgb");
        int size = up ? resolution / 2 : resolution;
        int inputs = channels(size);
        int outputs = rgb ? 3 : channels(resolution);
        int side = rgb ? 1 : 3;
        gigaflops = 2e-9 * inputs * outputs * side * side * size * size;
        layers = Devices.find().choose(device).get(0).open(new LayerOptions(precision, threads, Optional.empty()));
        style = layers.upload(Shape.vectors(1, inputs), filled(inputs));
        // As in a generator the input comes from a layer, in the layout that the device likes.
        try (DeviceTensor plain = layers.upload(new Shape(1, inputs, size, size), filled(inputs * size * size));
                ModulatedConvolution before = load(inputs, inputs, 3, false)) {
            x = before.apply(plain, Optional.of(style), Optional.empty());
        }
        convolution = load(inputs, outputs, side, up);
        noise = rgb ? Optional.empty()
                : Optional.of(layers.upload(new Shape(1, 1, resolution, resolution), filled(resolution * resolution)));
    }

    private ModulatedConvolution load(int inputs, int outputs, int side, boolean up) {
        boolean rgb = side == 1;
        FullyConnectedParameters affine = FullyConnectedParameters.equalised(Tensor.of(new float[inputs], inputs, 1),
                Tensor.of(new float[inputs], inputs), 1, Activation.NONE);
        ConvolutionParameters parameters = new ConvolutionParameters("b8.conv1", 0, Optional.of(affine),
                Tensor.of(filled(outputs * inputs * side * side), outputs, inputs, side, side),
                up ? Resampling.UP : Resampling.NONE, !rgb, 0.01f,
                rgb ? Optional.empty() : Optional.of(new NoiseParameters(0.1f, Optional.empty(), false)),
                Optional.of(Tensor.of(filled(outputs), outputs)), rgb ? Activation.NONE : Activation.LEAKY_RELU);
        return layers.load(parameters, Filter.separable(1, 3, 3, 1));
    }

    private static int channels(int resolution) {
        return Math.min(512, 32768 / resolution);
    }

    private static float[] filled(int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = (k * 7 % 11 - 5) / 5f;
        }
        return values;
    }

    @Benchmark
    public float[] apply(Work work) {
        work.gigaflops += gigaflops;
        float[] some = new float[1];
        try (DeviceTensor result = convolution.apply(x, Optional.of(style), noise)) {
            // Waits for what was launched before, and converts no layout.
            layers.download(style, some);
        }
        return some;
    }

    @TearDown
    public void close() {
        layers.close();
    }
}
