package org.stylestack.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import org.stylestack.synthesis.LatentSource;
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
    private static final String USUAL_ROWS = "0-3";
    private static final String USUAL_COLUMNS = "4-7";

    @Parameter(label = "Row seeds", persist = false,
            attrs = {@Attr(name = CommandParameter.HEADING, value = "Style mixing"),
                @Attr(name = CommandParameter.HINT, value = "such as 0-3,42"),
                @Attr(name = CommandParameter.EMPTY, value = USUAL_ROWS + GivenFaces.OR_ALL)},
            description = "The faces whose styles a row has but for some layers: whole numbers and ranges, like 0-3,42."
                    + GivenFaces.ROWS_HELP)
    private String rows = "";

    @Parameter(label = "File of the rows' w", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = GivenFaces.NO_FILE), description = GivenFaces.FILE_HELP)
    private String rows_w = "";

    @Parameter(label = "Column seeds", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "such as 4-7"),
                @Attr(name = CommandParameter.EMPTY, value = USUAL_COLUMNS + GivenFaces.OR_ALL)},
            description = "The faces whose styles a column has at those layers." + GivenFaces.ROWS_HELP)
    private String cols = "";

    @Parameter(label = "File of the columns' w", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = GivenFaces.NO_FILE), description = GivenFaces.FILE_HELP)
    private String cols_w = "";

    @Parameter(label = "Layers from columns", persist = false,
            attrs = @Attr(name = CommandParameter.HINT, value = "coarse, middle, fine, or 3-7"),
            description = "Which layers of w+, from 0 on, like 3-7 or 0-2,5; or coarse (0-3), middle (4-7) and fine (8 to the last).")
    private String layers = "coarse";

    @Parameter(label = "Weights of rows", persist = false,
            attrs = {@Attr(name = CommandParameter.HINT, value = "such as 0.5, or 0-3:1,fine:0"), @Attr(name = CommandParameter.EMPTY, value = "none")},
            description = "Instead of layers from columns, how much of the row each layer of w+ takes, the rest being the column's: one"
                    + " number for all, one for each, like 1,1,0.5,0, or by layers, like 0-3:1,middle:0.5,8:0; layers that are not named"
                    + " take the row's alone.")
    private String weights = "";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"), description = GivenFaces.RNG_HELP)
    private String rng = "numpy";

    @Parameter(label = "Outputs", choices = {GRID, MONTAGE, "sources"}, style = CommandParameter.WORDS, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the mixed faces as a stack, row by row (grid); all in one picture, with the unmixed on its margins"
                    + " (montage); the unmixed as stacks (sources).")
    private String outputs = "grid,montage,sources";

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        LatentSource givenColumns = columnFaces(progress);
        Generation generation = new Generation(options(progress), log, progress);
        Samples rowFaces = generation.samples();
        Samples columnFaces = generation.samples(generation.fit(givenColumns));
        Generator generator = generation.generator();
        float[] rowWeights = rowWeights(generator.latentCount());
        Optional<Montage> montage = wants(MONTAGE)
                ? Optional.of(new Montage(generator, rowFaces.count() + 1, columnFaces.count() + 1)) : Optional.empty();

        List<Series> series = new ArrayList<>();
        if (wants(GRID)) {
            series.add(Series.pictures(generator, GRID, pairs(rowFaces, columnFaces)));
        }
        if (wants("sources")) {
            series.add(Series.pictures(generator, ROWS, rowFaces));
            series.add(Series.pictures(generator, COLUMNS, columnFaces));
        }
        montage.ifPresent(picture -> series.add(picture.series(MONTAGE)));
        results.open(series);

        String device = generation.run((model, sink) -> {
            MixingGrid grid = grid(model, rowFaces.latents(), columnFaces.latents(), rowWeights);
            OutputSink painted = painted(sink, montage, (int) columnFaces.count());
            double all = rowFaces.count() + columnFaces.count() + grid.count();
            double sources = 1 - grid.count() / all;
            if (wants("sources") || montage.isPresent()) {
                model.pictures(ROWS, rowFaces.latents(), painted, progress.part(0, rowFaces.count() / all));
                model.pictures(COLUMNS, columnFaces.latents(), painted, progress.part(rowFaces.count() / all, sources));
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
    public GenerateOptions options(Progress progress) throws IOException {
        return options(rowFaces(progress));
    }

    @Override
    public void preview(OpenModel model, OutputSink sink, Progress progress) throws IOException {
        LatentSource row = GivenFaces.first(model.latents());
        LatentSource column = GivenFaces.first(LatentFiles.fit(columnFaces(progress), model.generator()));
        model.synthesize(grid(model, row, column, rowWeights(model.generator().latentCount())), SeedsCommand.FIRST, sink, progress);
    }

    private LatentSource rowFaces(Progress progress) throws IOException {
        if (rows.isBlank() && rows_w.isBlank()) {
            // Recorded as if they had been given.
            rows = USUAL_ROWS;
        }
        return new GivenFaces(ROWS, rows, "rows_w", rows_w, constant(Rng.class, rng)).latents(progress);
    }

    private LatentSource columnFaces(Progress progress) throws IOException {
        if (cols.isBlank() && cols_w.isBlank()) {
            cols = USUAL_COLUMNS;
        }
        return new GivenFaces(COLUMNS, cols, "cols_w", cols_w, constant(Rng.class, rng)).latents(progress);
    }

    private static MixingGrid grid(OpenModel model, LatentSource rows, LatentSource columns, float[] rowWeights) throws IOException {
        return new MixingGrid(model.wPlus(rows), model.wPlus(columns), rows.sampleSeeds(), rowWeights, model.generator().wSize(),
                model.generator().latentCount());
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

    private Labels pairs(Samples rows, Samples columns) {
        long each = columns.count();
        return Labels.of(rows.count() * each,
                index -> truncated("row " + numberOf(rows, index / each) + " × col " + numberOf(columns, index % each)),
                index -> "row%04d-col%04d".formatted(rows.latents().sampleSeed(index / each), columns.latents().sampleSeed(index % each)));
    }

    /** A seed alone, and a file's face by its full name. */
    private static String numberOf(Samples faces, long index) {
        return faces.latents() instanceof LatentSource.Drawn seeds ? Long.toString(seeds.sampleSeed(index)) : faces.name(index);
    }

    /** The sink, and the pictures in their places of the montage. */
    private OutputSink painted(OutputSink sink, Optional<Montage> montage, int columns) {
        return sink.behind((output, first, shape, values) -> {
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
        });
    }
}
