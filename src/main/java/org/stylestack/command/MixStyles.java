package org.stylestack.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.generator.Generator;
import org.stylestack.image.Labels;
import org.stylestack.image.Montage;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.image.Samples;
import org.stylestack.image.Series;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.LatentSource.Drawn;
import org.stylestack.synthesis.MixingGrid;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;

/**
 * Every row's face with some layers of every column's, as style_mixing.py of stylegan2-ada-pytorch, or with a share of them, as
 * PaddleGAN's styleganv2mixing.
 *
 * <pre>{@code
 * run("Style Mixing...", "rows=0-3 cols=4-7 layers=middle");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Style Mixing...", headless = true, visible = false,
        description = "Mixes faces with one another: each picture has the styles of its column's seed at some layers, and of its row's"
                + " at all others, or a weighted mean of both.")
public final class MixStyles extends ModelCommand implements Previewed {

    private static final String ROWS = "rows";
    private static final String COLUMNS = "cols";
    private static final String GRID = "grid";
    private static final String MONTAGE = "montage";

    @Parameter(label = "Row seeds", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Style mixing"),
                @Attr(name = CommandParameter.HINT, value = "such as 0-3,42")},
            description = "The faces whose styles a row has but for some layers: whole numbers and ranges, like 0-3,42.")
    private String rows = "0-3";

    @Parameter(label = "Column seeds", persist = false,
            description = "The faces whose styles a column has at those layers.")
    private String cols = "4-7";

    @Parameter(label = "Layers from columns", persist = false,
            attrs = @Attr(name = CommandParameter.HINT, value = "coarse, middle, fine, or 3-7"),
            description = "Which layers of w+, from 0 on, like 3-7 or 0-2,5; or coarse (0-3), middle (4-7) and fine (8 to the last).")
    private String layers = "coarse";

    @Parameter(label = "Weights of rows", persist = false,
            description = "Instead of layers from columns, how much of the row each layer of w+ takes, the rest being the column's: one"
                    + " number for all, one for each, like 1,1,0.5,0, or by layers, like 0-3:1,middle:0.5,8:0; layers that are not named"
                    + " take the row's alone.")
    private String weights = "";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "Whose random numbers the seeds stand for: numpy as in NVIDIA's programs, torch as in rosinality's.")
    private String rng = "numpy";

    @Parameter(label = "Outputs", choices = {GRID, MONTAGE, "sources"}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the mixed faces as a stack, row by row (grid); all in one picture, with the unmixed on its margins"
                    + " (montage); the unmixed as stacks (sources).")
    private String outputs = "grid,montage,sources";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Drawn rowSeeds = drawn(ROWS, rows);
        Drawn columnSeeds = drawn(COLUMNS, cols);
        Generation generation = new Generation(options(rowSeeds), log, progress);
        Generator generator = generation.generator();
        float[] rowWeights = rowWeights(generator.latentCount());
        Optional<Montage> montage = wants(MONTAGE)
                ? Optional.of(new Montage(generator, rowSeeds.count() + 1, columnSeeds.count() + 1)) : Optional.empty();

        List<Series> series = new ArrayList<>();
        if (wants(GRID)) {
            series.add(Series.pictures(generator, GRID, pairs(rowSeeds, columnSeeds)));
        }
        if (wants("sources")) {
            series.add(Series.pictures(generator, ROWS, new Samples(rowSeeds, Optional.empty(), psi())));
            series.add(Series.pictures(generator, COLUMNS, new Samples(columnSeeds, Optional.empty(), psi())));
        }
        montage.ifPresent(picture -> series.add(picture.series(MONTAGE)));
        results.open(series);

        String device = generation.run((model, sink) -> {
            MixingGrid grid = grid(model, rowSeeds, columnSeeds, rowWeights);
            OutputSink painted = painted(sink, montage, (int) columnSeeds.count());
            double all = rowSeeds.count() + columnSeeds.count() + grid.count();
            double sources = 1 - grid.count() / all;
            if (wants("sources") || montage.isPresent()) {
                model.pictures(ROWS, rowSeeds, painted, progress.part(0, rowSeeds.count() / all));
                model.pictures(COLUMNS, columnSeeds, painted, progress.part(rowSeeds.count() / all, sources));
            }
            if (wants(GRID) || montage.isPresent()) {
                model.pictures(GRID, grid, painted, progress.part(sources, 1));
            }
            if (montage.isPresent()) {
                sink.accept(Output.pictures(MONTAGE), 0, montage.get().shape(), montage.get().values());
            }
        }, results, progress);
        return provenance(generation, device);
    }

    @Override
    public GenerateOptions options() {
        return options(drawn(ROWS, rows));
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        Drawn row = SeedsCommand.first(drawn(ROWS, rows));
        Drawn column = SeedsCommand.first(drawn(COLUMNS, cols));
        model.synthesize(grid(model, row, column, rowWeights(model.generator().latentCount())), SeedsCommand.FIRST, sink, progress);
    }

    private Drawn drawn(String key, String seeds) {
        return GenerateOptions.drawn(key, seeds, constant(Rng.class, rng));
    }

    private static MixingGrid grid(OpenModel model, Drawn rowSeeds, Drawn columnSeeds, float[] rowWeights) throws IOException {
        return new MixingGrid(model.wPlus(rowSeeds), model.wPlus(columnSeeds),
                LongStream.range(0, rowSeeds.count()).map(rowSeeds::sampleSeed).toArray(), rowWeights,
                model.generator().wSize(), model.generator().latentCount());
    }

    private boolean wants(String output) {
        return List.of(outputs.split(",")).contains(output);
    }

    private float[] rowWeights(int count) {
        if (!weights.isBlank()) {
            return StyleWeights.parse("weights", weights, count);
        }
        float[] rows = new float[count];
        Arrays.fill(rows, 1);
        StyleLayers.parse("layers", layers, count).stream().forEach(layer -> rows[layer] = 0);
        return rows;
    }

    private Labels pairs(Drawn rowSeeds, Drawn columnSeeds) {
        long columns = columnSeeds.count();
        return Labels.of(rowSeeds.count() * columns,
                index -> truncated("row " + rowSeeds.sampleSeed(index / columns) + " × col " + columnSeeds.sampleSeed(index % columns)),
                index -> "row%04d-col%04d".formatted(rowSeeds.sampleSeed(index / columns), columnSeeds.sampleSeed(index % columns)));
    }

    /** The sink, and the pictures in their places of the montage. */
    private OutputSink painted(OutputSink sink, Optional<Montage> montage, int columns) {
        return (output, first, shape, values) -> {
            for (int n = 0; n < shape.n() && montage.isPresent(); n++) {
                int index = (int) first + n;
                switch (output.name()) {
                    case ROWS -> montage.get().put(values, n, index + 1, 0);
                    case COLUMNS -> montage.get().put(values, n, 0, index + 1);
                    default -> montage.get().put(values, n, index / columns + 1, index % columns + 1);
                }
            }
            if (wants(output.name().equals(GRID) ? GRID : "sources")) {
                sink.accept(output, first, shape, values);
            }
        };
    }
}
