package org.stylestack.command;

import ij.measure.ResultsTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.analysis.LayerNames;
import org.stylestack.analysis.Spectrum;
import org.stylestack.analysis.Statistics;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.image.Labels;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Series;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource.Drawn;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Outputs;
import org.stylestack.synthesis.Progress;

/**
 * The maps of some layers after activation, their statistics and their spectra.
 *
 * <pre>{@code
 * run("Inspect Layers...", "seeds=0 layers=[b16.*, b32 conv1] most=8 outputs=maps,statistics,spectra");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Inspect Layers...", headless = true, visible = false,
        description = "Shows the feature maps of some layers after activation, with statistics and spectra.")
public final class InspectLayers extends SeedsCommand {

    @Parameter(label = "Layers", persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Layers"),
            description = "Which: like b16.*, or b4-b32 conv1, with commas between several; * for all.")
    private String layers = "*";

    @Parameter(label = "Channels of most variance", min = "0", persist = false,
            description = "How many channels of each map to show, from the one that varies most over its pixels on; 0 for all"
                    + " in their order.")
    private int most;

    @Parameter(label = "Outputs", choices = {"maps", "statistics", "spectra"}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the maps; a table of mean, deviation, extremes, RMS and the shares of clamped and zero"
                    + " numbers, by"
                    + " layer and channel (statistics); the power by spatial frequency under a Kaiser window, in decibels"
                    + " (spectra).")
    private String outputs = "maps,statistics";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Drawn seeds = seeds();
        Generation generation = new Generation(options(seeds), log);
        Generator generator = generation.generator();
        Map<Output, Shape> shapes = Outputs.shapes(generator, seeds, Set.of(Kind.LAYERS));
        List<String> names = LayerNames.choose("layers", layers, shapes.keySet().stream().map(Output::name).toList());
        shapes.keySet().removeIf(output -> !names.contains(output.name()));
        Map<Output, List<Integer>> shown = new HashMap<>();
        List<Series> series = new ArrayList<>();
        shapes.forEach((output, one) -> {
            if (wants("maps")) {
                shown.put(output, new ArrayList<>());
                series.add(maps(output, one, generation, shown.get(output)));
            }
            if (wants("spectra")) {
                series.add(new Series(spectrum(output), new Shape(1, 1, one.h(), one.w()), generation.samples(), one.w()));
            }
        });
        results.open(series);
        Optional<ResultsTable> table = wants("statistics") ? Optional.of(results.table("statistics")) : Optional.empty();
        String device = generation.run((model, sink) -> {
            // Of another device, on which the work began.
            table.ifPresent(ResultsTable::reset);
            shown.values().forEach(List::clear);
            OutputSink inspected = (output, first, shape, values) -> {
                if (shapes.containsKey(output)) {
                    table.ifPresent(rows -> measure(rows, generator, seeds, output, first, shape, values));
                    emit(sink, output, first, shape, values, shown.get(output));
                }
            };
            model.synthesize(seeds, Set.of(Kind.LAYERS), inspected, progress);
        }, results, progress);
        return provenance(generation, device);
    }

    private boolean wants(String output) {
        return List.of(outputs.split(",")).contains(output);
    }

    private static Output spectrum(Output layer) {
        return Output.measured("spectra/" + layer.name());
    }

    private int channels(int all) {
        return most == 0 ? all : Math.min(most, all);
    }

    /** All channels of a sample, or each of the chosen ones as a sample of its own, named once it is known which they are. */
    private Series maps(Output output, Shape one, Generation generation, List<Integer> shown) {
        Labels samples = generation.samples();
        if (most == 0) {
            return new Series(output, one, samples, generation.generator().resolution());
        }
        int each = channels(one.c());
        Labels labels = Labels.of(samples.count() * each,
                index -> samples.label(index / each) + " channel " + shown.get((int) index),
                index -> samples.fileName(index / each) + "-channel" + shown.get((int) index));
        return new Series(output, new Shape(1, 1, one.h(), one.w()), labels, generation.generator().resolution());
    }

    private void emit(OutputSink sink, Output output, long first, Shape shape, float[] values,
            List<Integer> shown) throws IOException {
        int pixels = shape.h() * shape.w();
        for (int n = 0; n < shape.n(); n++) {
            int from = n * shape.c() * pixels;
            if (wants("spectra")) {
                Spectrum spectrum = new Spectrum(shape.w());
                spectrum.add(values, from, shape.c());
                sink.accept(spectrum(output), first + n, new Shape(1, 1, shape.h(), shape.w()), spectrum.decibels());
            }
            if (wants("maps") && most > 0) {
                for (int channel : varied(values, from, shape.c(), pixels)) {
                    float[] map = Arrays.copyOfRange(values, from + channel * pixels, from + (channel + 1) * pixels);
                    shown.add(channel);
                    sink.accept(output, shown.size() - 1, new Shape(1, 1, shape.h(), shape.w()), map);
                }
            }
        }
        if (wants("maps") && most == 0) {
            sink.accept(output, first, shape, values);
        }
    }

    private List<Integer> varied(float[] values, int from, int channels, int pixels) {
        double[] deviations = IntStream.range(0, channels)
                .mapToDouble(c -> Statistics.of(values, from + c * pixels, pixels, Float.POSITIVE_INFINITY).std()).toArray();
        return IntStream.range(0, channels).boxed().sorted(Comparator.comparingDouble((Integer c) -> -deviations[c]))
                .limit(channels(channels)).toList();
    }

    private static void measure(ResultsTable table, Generator generator, Drawn seeds, Output output, long first, Shape shape,
            float[] values) {
        // A residual block's branch and sum have no clamp of their own.
        float clamp = generator.layers().stream().filter(layer -> layer.name().equals(output.name())).findFirst()
                .map(ConvolutionParameters::activation).map(activation -> activation.clamp()).orElse(Float.POSITIVE_INFINITY);
        int pixels = shape.h() * shape.w();
        for (int n = 0; n < shape.n(); n++) {
            int from = n * shape.c() * pixels;
            long seed = seeds.sampleSeed(first + n);
            row(table, seed, output.name(), "all", Statistics.of(values, from, shape.c() * pixels, clamp));
            for (int c = 0; c < shape.c(); c++) {
                row(table, seed, output.name(), Integer.toString(c), Statistics.of(values, from + c * pixels, pixels, clamp));
            }
        }
    }

    private static void row(ResultsTable table, long seed, String layer, String channel, Statistics statistics) {
        table.addRow();
        table.addValue("Seed", Long.toString(seed));
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
