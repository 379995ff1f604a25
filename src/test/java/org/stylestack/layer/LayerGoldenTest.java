package org.stylestack.layer;

import static org.stylestack.fixture.Fixtures.golden;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.Fixtures.Golden;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Activation;
import org.stylestack.generator.Activation.Function;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.ConvolutionParameters.NoiseParameters;
import org.stylestack.generator.ConvolutionParameters.Resampling;
import org.stylestack.generator.Filter;

/** Single operations against the numbers of stylegan2-ada-pytorch's ops. */
class LayerGoldenTest {

    static Stream<Object[]> cases(String group) {
        List<String> names = Fixtures.names(group).stream().filter(name -> name.matches("case\\d+/x")).toList();
        return TestDevices.names().stream()
                .flatMap(device -> names.stream().map(name -> new Object[] {device, name.substring(0, name.indexOf('/'))}));
    }

    static Stream<Object[]> resampling() {
        return cases("upfirdn2d");
    }

    static Stream<Object[]> convolutions() {
        return cases("modulated_conv2d");
    }

    static Stream<Object[]> activations() {
        List<String> names = Fixtures.names("bias_act").stream().filter(name -> name.contains("/")).toList();
        return TestDevices.names().stream().flatMap(device -> names.stream().map(name -> new Object[] {device, name}));
    }

    static List<String> devices() {
        return TestDevices.names();
    }

    @ParameterizedTest
    @MethodSource("resampling")
    void resamples(String device, String name) {
        Golden x = golden("upfirdn2d", name + "/x");
        Golden y = golden("upfirdn2d", name + "/y");
        JsonObject params = x.params();
        Filter filter = new Filter(1, 1, new float[] {1});
        if (params.get("filter_given").getAsBoolean()) {
            filter = filter(golden("upfirdn2d", name + "/f"));
        }
        if (params.get("flip_filter").getAsBoolean()) {
            filter = filter.mirrored();
        }
        int[] up = numbers(params.get("up"), 2);
        int[] down = numbers(params.get("down"), 2);
        Resample resample = new Resample(up[0], up[1], down[0], down[1], padding(params.get("padding")), params.get("gain").getAsFloat());
        try (Layers layers = TestDevices.open(device); DeviceTensor in = upload(layers, x);
                DeviceTensor out = layers.resample(in, filter, resample)) {
            assertEquals(Tensor.describe(y.shape()), describe(out.shape()));
            y.assertClose(download(layers, out));
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void doublesHalvesAndFilters(String device) {
        Golden x = golden("upfirdn2d", "convenience/x");
        Filter filter = filter(golden("upfirdn2d", "convenience/f"));
        try (Layers layers = TestDevices.open(device); DeviceTensor in = upload(layers, x)) {
            golden("upfirdn2d", "convenience/upsample2d")
                    .assertClose(download(layers, layers.resample(in, filter, Resample.doubling(4, 4))));
            golden("upfirdn2d", "convenience/downsample2d")
                    .assertClose(download(layers, layers.resample(in, filter, Resample.halving(4, 4))));
            golden("upfirdn2d", "convenience/filter2d")
                    .assertClose(download(layers, layers.resample(in, filter, Resample.filter(new Padding(2, 1, 2, 1), 1))));
        }
    }

    @ParameterizedTest
    @MethodSource("convolutions")
    void convolves(String device, String name) {
        JsonObject params = golden("modulated_conv2d", name + "/x").params();
        int up = params.has("up") ? params.get("up").getAsInt() : 1;
        int down = params.has("down") ? params.get("down").getAsInt() : 1;
        Resampling resampling = up == 2 ? Resampling.UP : down == 2 ? Resampling.DOWN : Resampling.NONE;
        // Up layers of the references mirror the weights, the others do not.
        boolean usual = up == 1;
        boolean flip = params.has("flip_weight") && params.get("flip_weight").getAsBoolean() != usual;
        boolean demodulate = !params.has("demodulate") || params.get("demodulate").getAsBoolean();
        convolve(device, name, resampling, demodulate, flip);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void demodulatesTinyStyles(String device) {
        convolve(device, "demod_eps", Resampling.NONE, true, false);
    }

    private static void convolve(String device, String name, Resampling resampling, boolean demodulate, boolean flip) {
        String group = "modulated_conv2d";
        Golden w = golden(group, name + "/w");
        Tensor weight = Tensor.of(w.values(), w.shape());
        boolean noisy = Fixtures.names(group).contains(name + "/noise");
        ConvolutionParameters parameters = new ConvolutionParameters("b8.conv0", 0, Optional.empty(),
                flip ? weight.flip(2).flip(3) : weight, resampling, demodulate, 1,
                noisy ? Optional.of(new NoiseParameters(1, Optional.empty(), false)) : Optional.empty(), Optional.empty(), Activation.NONE);
        Golden y = golden(group, name + "/y");
        try (Layers layers = TestDevices.open(device);
                ModulatedConvolution layer = layers.load(parameters, filter(golden(group, "filter")));
                DeviceTensor x = upload(layers, golden(group, name + "/x"));
                DeviceTensor style = upload(layers, golden(group, name + "/s"))) {
            Optional<DeviceTensor> noise = noisy ? Optional.of(upload(layers, golden(group, name + "/noise"))) : Optional.empty();
            DeviceTensor out = layer.apply(x, Optional.of(style), noise);
            assertEquals(Tensor.describe(y.shape()), describe(out.shape()));
            y.assertClose(download(layers, out));
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void normalizes(String device) {
        try (Layers layers = TestDevices.open(device)) {
            for (String name : List.of("normalize_2nd_moment", "normalize_2nd_moment_tiny")) {
                DeviceTensor x = upload(layers, golden("modulated_conv2d", name + "/x"));
                golden("modulated_conv2d", name + "/y").assertClose(download(layers, layers.normalize(x)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activates(String device, String name) {
        Golden y = golden("bias_act", name);
        JsonObject params = y.params();
        boolean defaults = name.endsWith("/default");
        Function function = Function.valueOf(params.get("act").getAsString().toUpperCase(Locale.ROOT));
        float root2 = (float) Math.sqrt(2);
        boolean scaled = function == Function.RELU || function == Function.LRELU || function == Function.SWISH;
        float gain = params.has("gain") ? params.get("gain").getAsFloat() : scaled ? root2 : 1;
        float alpha = params.has("alpha") ? params.get("alpha").getAsFloat() : function == Function.LRELU ? 0.2f : 0;
        float clamp = params.has("clamp") ? params.get("clamp").getAsFloat() : Float.POSITIVE_INFINITY;
        assertEquals(true, !defaults || gain == params.get("def_gain").getAsFloat(), "the default gain of the reference");
        boolean biased = !params.has("bias") || params.get("bias").getAsBoolean();
        Golden x = golden("bias_act", params.has("input") ? params.get("input").getAsString() : "x");
        try (Layers layers = TestDevices.open(device); DeviceTensor in = upload(layers, x)) {
            float[] b = golden("bias_act", "b").values();
            DeviceTensor bias = biased ? layers.upload(Shape.vectors(1, b.length), b) : null;
            y.assertClose(download(layers, layers.biasActivation(in, null, 0, bias, new Activation(function, alpha, gain, clamp))));
        }
    }

    private static DeviceTensor upload(Layers layers, Golden golden) {
        int[] shape = golden.shape();
        return layers.upload(new Shape(shape[0], shape[1], shape.length > 2 ? shape[2] : 1, shape.length > 3 ? shape[3] : 1),
                golden.values());
    }

    private static float[] download(Layers layers, DeviceTensor tensor) {
        float[] values = new float[(int) tensor.shape().count()];
        layers.download(tensor, values);
        return values;
    }

    /** A 1-D filter is applied along both axes. */
    private static Filter filter(Golden f) {
        int n = f.shape()[0];
        if (f.shape().length == 2) {
            return new Filter(n, f.shape()[1], f.values());
        }
        float[] product = new float[n * n];
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                product[y * n + x] = f.values()[y] * f.values()[x];
            }
        }
        return new Filter(n, n, product);
    }

    private static Padding padding(JsonElement padding) {
        int[] p = padding.isJsonArray() && padding.getAsJsonArray().size() == 4 ? numbers(padding, 4) : numbers(padding, 2);
        return p.length == 4 ? new Padding(p[0], p[1], p[2], p[3]) : new Padding(p[0], p[0], p[1], p[1]);
    }

    private static int[] numbers(JsonElement element, int count) {
        int[] numbers = new int[count];
        for (int k = 0; k < count; k++) {
            numbers[k] = element.isJsonArray() ? ((JsonArray) element).get(k).getAsInt() : element.getAsInt();
        }
        return numbers;
    }

    private static String describe(Shape shape) {
        return Tensor.describe(new int[] {shape.n(), shape.c(), shape.h(), shape.w()});
    }
}
