package org.stylestack.command;

import ij.gui.Plot;
import ij.measure.ResultsTable;
import java.awt.Color;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.analysis.LayerNames;
import org.stylestack.analysis.Spectrum;
import org.stylestack.analysis.Statistics;
import org.stylestack.generator.Activation;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Samples;
import org.stylestack.image.Series;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Outputs;
import org.stylestack.synthesis.Progress;

/**
 * The maps of some layers, after activation or as the convolution alone makes them, their statistics and their spectra.
 *
 * <pre>{@code
 * run("Inspect Layers...", "seeds=0 layers=[b16.*, b32 conv1] most=8 size=common outputs=maps,montage,statistics,plot,spectra");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Inspect Layers...", headless = true, visible = false,
        description = "Shows the feature maps of some layers, before or after noise and activation, with statistics and spectra.")
public final class InspectLayers extends SeedsCommand {

    private static final String MAPS = "maps";
    private static final String MONTAGE = "montage";
    private static final String STATISTICS = "statistics";
    private static final String PLOT = "plot";
    private static final String SPECTRA = "spectra";
    private static final String NATIVE = "native";

    /** Of the plot, in pixels. */
    private static final int LEAST_WIDTH = 600;
    private static final int WIDTH_OF_A_NAME = 80;
    private static final int HEIGHT = 340;

    @Parameter(label = "Layers", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Layers"),
                @Attr(name = CommandParameter.HINT, value = "such as b16.*, b32 conv1")},
            description = "Which: like b16.*, or b4-b32 conv1, with commas between several; * for all.")
    private String layers = "*";

    @Parameter(label = "When", choices = {"after", "before"}, persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "noise, bias and activation"),
            description = "The maps after noise, bias and activation, as the next layer takes them; or before, as the convolution and its"
                    + " demodulation make them.")
    private String when = "after";

    @Parameter(label = "Size", choices = {NATIVE, "common"}, persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "common for one stack of all layers"),
            description = "native for a stack of each layer in its own size; common for one of all, in the size of the largest: slices along"
                    + " z, seeds along t.")
    private String size = NATIVE;

    @Parameter(label = "Channels", persist = false, attrs = @Attr(name = CommandParameter.EMPTY, value = "all, or those of most variance"),
            description = "Which channels of each map to show, like 0,5-7.")
    private String channels = "";

    @Parameter(label = "Channels of most variance", min = "0", persist = false,
            attrs = @Attr(name = CommandParameter.HINT, value = "channels, 0 for all"),
            description = "How many channels of each map to show, from the one that varies most over its pixels on; 0 for all"
                    + " in their order.")
    private int most;

    @Parameter(label = "Outputs", choices = {MAPS, MONTAGE, STATISTICS, PLOT, SPECTRA}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the maps; all of a seed in one picture, layer below layer (montage); a table of mean, deviation,"
                    + " extremes, RMS and the shares of clamped and zero numbers, by layer and channel (statistics); the RMS by layer, over"
                    + " all channels and seeds (plot); the power by spatial frequency under a Kaiser window, in decibels (spectra).")
    private String outputs = "maps,statistics";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        ChannelChoice choice = ChannelChoice.parse(channels, most);
        Generation generation = new Generation(options(progress), log, progress);
        LatentSource faces = generation.options().latents();
        Inspection inspection = new Inspection(generation, choice);
        results.open(inspection.series());
        Optional<ResultsTable> table = wants(STATISTICS) ? Optional.of(results.table(STATISTICS)) : Optional.empty();
        Optional<Plot> plot = wants(PLOT) ? Optional.of(results.plot("rms", "", "RMS")) : Optional.empty();
        String device = generation.run((model, sink) -> {
            inspection.begin(table, sink);
            model.synthesize(faces, Set.of(kind()), inspection, progress);
            plot.ifPresent(inspection::draw);
        }, results, progress);
        return provenance(generation, device);
    }

    private boolean wants(String output) {
        return List.of(outputs.split(",")).contains(output);
    }

    private Kind kind() {
        return when.equals("after") ? Kind.LAYERS : Kind.CONVOLUTIONS;
    }

    /** One run: takes the layers that were chosen, and hands on what is shown of them. */
    private final class Inspection implements OutputSink {

        private final Generator generator;
        private final Samples samples;
        private final ChannelChoice choice;
        private final Map<Output, Shape> layers;
        private final LayerMaps together;
        /** Sum over the samples of each layer's mean square. */
        private final Map<Output, Double> squares = new LinkedHashMap<>();
        /** The channels shown of each layer, sample by sample. */
        private final Map<Output, List<Integer>> shown = new HashMap<>();
        private Optional<ResultsTable> table = Optional.empty();
        private OutputSink sink;

        Inspection(Generation generation, ChannelChoice choice) {
            this.generator = generation.generator();
            this.samples = generation.samples();
            this.choice = choice;
            this.layers = Outputs.shapes(generator, samples.latents(), Set.of(kind()));
            List<String> names = LayerNames.choose("layers", InspectLayers.this.layers, layers.keySet().stream().map(Output::name).toList());
            layers.keySet().removeIf(layer -> !names.contains(layer.name()));
            this.together = new LayerMaps(layers, choice, samples, generator.resolution());
        }

        /** On a device; perhaps not the first on which it is tried. */
        void begin(Optional<ResultsTable> rows, OutputSink results) {
            table = rows;
            sink = results;
            table.ifPresent(ResultsTable::reset);
            together.clear();
            squares.clear();
            shown.clear();
        }

        private boolean isNative() {
            return size.equals(NATIVE);
        }

        List<Series> series() {
            List<Series> series = new ArrayList<>();
            layers.forEach((layer, one) -> {
                if (wants(MAPS) && isNative()) {
                    series.add(maps(layer, one));
                }
                if (wants(SPECTRA)) {
                    series.add(new Series(spectrum(layer), new Shape(1, 1, one.h(), one.w()), samples, one.w()));
                }
            });
            if (wants(MAPS) && !isNative()) {
                series.add(together.stack());
            }
            if (wants(MONTAGE)) {
                series.add(together.montage());
            }
            return series;
        }

        /** All channels of a sample, or each of the chosen ones as a sample of its own, named once it is known which they are. */
        private Series maps(Output layer, Shape one) {
            if (choice.isAll()) {
                return new Series(layer, one, samples, generator.resolution());
            }
            int each = choice.count(layer.name(), one.c());
            Labels labels = Labels.of(samples.count() * each,
                    index -> samples.label(index / each) + " channel " + shown.get(layer).get((int) index),
                    index -> samples.fileName(index / each) + "-channel" + shown.get(layer).get((int) index)).listed();
            return new Series(layer, new Shape(1, 1, one.h(), one.w()), labels, generator.resolution());
        }

        private Output spectrum(Output layer) {
            return Output.measured("spectra/" + layer.name());
        }

        @Override
        public boolean takes(Output output) {
            return layers.containsKey(output);
        }

        @Override
        public void accept(Output layer, long first, Shape shape, float[] values) throws IOException {
            int pixels = shape.h() * shape.w();
            for (int n = 0; n < shape.n(); n++) {
                int from = n * shape.c() * pixels;
                double rms = Statistics.of(values, from, shape.c() * pixels, Float.POSITIVE_INFINITY).rms();
                squares.merge(layer, rms * rms, Double::sum);
                if (table.isPresent()) {
                    measure(table.get(), samples.cells(first + n, ""), layer, shape, values, from);
                }
                if (wants(SPECTRA)) {
                    Spectrum spectrum = new Spectrum(shape.w());
                    spectrum.add(values, from, shape.c());
                    sink.accept(spectrum(layer), first + n, new Shape(1, 1, shape.h(), shape.w()), spectrum.decibels());
                }
                if (wants(MAPS) && isNative() && !choice.isAll()) {
                    showChosen(layer, shape, values, from);
                }
            }
            if (wants(MAPS) && isNative() && choice.isAll()) {
                sink.accept(layer, first, shape, values);
            }
            if (wants(MONTAGE) || wants(MAPS) && !isNative()) {
                together.add(layer, first, shape, values, wants(MAPS) && !isNative(), wants(MONTAGE), sink);
            }
        }

        private void showChosen(Output layer, Shape shape, float[] values, int from) throws IOException {
            int pixels = shape.h() * shape.w();
            List<Integer> channels = shown.computeIfAbsent(layer, key -> new ArrayList<>());
            for (int channel : choice.of(values, from, shape.c(), pixels)) {
                float[] map = Arrays.copyOfRange(values, from + channel * pixels, from + (channel + 1) * pixels);
                channels.add(channel);
                sink.accept(layer, channels.size() - 1, new Shape(1, 1, shape.h(), shape.w()), map);
            }
        }

        private void measure(ResultsTable rows, Map<String, String> sample, Output layer, Shape shape, float[] values, int from) {
            int pixels = shape.h() * shape.w();
            row(rows, sample, layer.name(), "all", Statistics.of(values, from, shape.c() * pixels, clamp(layer)));
            for (int c = 0; c < shape.c(); c++) {
                row(rows, sample, layer.name(), Integer.toString(c), Statistics.of(values, from + c * pixels, pixels, clamp(layer)));
            }
        }

        /** A residual block's branch and sum, and convolutions before their activation, have no clamp of their own. */
        private float clamp(Output layer) {
            return generator.layers().stream().filter(own -> layer.kind() == Kind.LAYERS && own.name().equals(layer.name())).findFirst()
                    .map(ConvolutionParameters::activation).map(Activation::clamp).orElse(Float.POSITIVE_INFINITY);
        }

        /** RMS over all channels and samples, by layer. */
        void draw(Plot plot) {
            double[] x = IntStream.range(0, layers.size()).asDoubleStream().toArray();
            double[] y = layers.keySet().stream().mapToDouble(layer -> Math.sqrt(squares.get(layer) / samples.count())).toArray();
            plot.setXYLabels(layers.keySet().stream().map(Output::name).collect(Collectors.joining(",", "{", "}")),
                    when.equals("after") ? "RMS" : "RMS before noise and activation");
            plot.setSize(Math.max(LEAST_WIDTH, WIDTH_OF_A_NAME * x.length), HEIGHT);
            plot.setLimits(-0.5, x.length - 0.5, 0, 1.1 * Math.max(Float.MIN_NORMAL, Arrays.stream(y).max().orElseThrow()));
            plot.setColor(Color.BLUE);
            plot.add("connected circle", x, y);
        }
    }

    private static void row(ResultsTable table, Map<String, String> sample, String layer, String channel, Statistics statistics) {
        table.addRow();
        sample.forEach(table::addValue);
        table.addValue("Layer", layer);
        table.addValue("Channel", channel);
        table.addValue("Mean", statistics.mean());
        table.addValue("StdDev", statistics.std());
        table.addValue("Min", statistics.min());
        table.addValue("Max", statistics.max());
        table.addValue("RMS", statistics.rms());
        table.addValue("Clamped", statistics.clamped());
        table.addValue("Zero", statistics.zero());
    }
}
