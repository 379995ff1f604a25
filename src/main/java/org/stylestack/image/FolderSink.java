package org.stylestack.image;

import ij.gui.Plot;
import ij.measure.ResultsTable;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;

/**
 * Writes outputs to a folder as they are computed, whatever their number. They grow in a hidden folder beside it, which
 * {@link #finish} moves into place, and which {@link #close} deletes where it was not finished.
 */
public final class FolderSink implements Results, Closeable {

    private static final String CSV = ".csv";
    private static final String PNG = ".png";

    private final Path target;
    private final Format format;
    private final boolean overwrite;
    private Optional<Path> growing = Optional.empty();
    private final Map<Output, OutputFile> files = new LinkedHashMap<>();
    private final List<Series> listed = new ArrayList<>();
    private final Map<String, ResultsTable> tables = new LinkedHashMap<>();
    private final Map<String, Plot> plots = new LinkedHashMap<>();

    /**
     * Waits for {@link #open}.
     *
     * @param target    the folder; made where it is not there
     * @param overwrite whether files of the same names in it may be replaced
     */
    public FolderSink(Path target, Format format, boolean overwrite) {
        this.target = target.toAbsolutePath().normalize();
        this.format = format;
        this.overwrite = overwrite;
    }

    /**
     * Opens files for all that is wanted of a generator.
     *
     * @throws IOException              if the folder cannot be written, such files are there, or the disk has no room for them
     * @throws IllegalArgumentException if the format cannot hold what is wanted
     */
    public FolderSink(Path target, Format format, boolean overwrite, Generator generator, Set<Output.Kind> wanted, Samples samples)
            throws IOException {
        this(target, format, overwrite);
        open(Series.of(generator, wanted, samples));
    }

    @Override
    public void open(List<Series> all) throws IOException {
        for (Series series : all) {
            requireFree(series);
        }
        Path place = place();
        DiskSpace.require(place, format, all);
        Path hidden = makeHidden(place);
        growing = Optional.of(hidden);
        try {
            for (Series series : all) {
                Path file = hidden.resolve(path(series.output()));
                Files.createDirectories(file.getParent());
                files.put(series.output(), open(file, series));
                if (isListed(series)) {
                    listed.add(series);
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void open(Series series, Pictures pictures) {
        throw new IllegalArgumentException("virtual: files hold all pictures, none to be computed later; leave it out, or generate the faces that"
                + " you want");
    }

    private OutputFile open(Path file, Series series) throws IOException {
        Shape one = series.one();
        long count = series.labels().count();
        if (!Slices.isImage(series.output())) {
            return one.w() == 1 ? new NpyFile(file, count, one.c()) : new NpyFile(file, count, one.c(), one.w());
        }
        return switch (format) {
            case NPY -> series.depth() == 0 ? new NpyFile(file, count, one.c(), one.h(), one.w())
                    : new NpyFile(file, count / series.depth(), series.depth(), one.c(), one.h(), one.w());
            case TIFF -> new TiffFile(file, series);
            case PNG -> new PngFiles(file, series);
            case AVI -> new AviFile(file, series.asFilm());
        };
    }

    /** Where an output goes: a file, or for PNGs a folder of them. */
    private String path(Output output) {
        if (format == Format.NPY || !Slices.isImage(output)) {
            return output.path() + ".npy";
        }
        return switch (format) {
            case TIFF -> output.path() + ".tif";
            case AVI -> output.path() + ".avi";
            default -> output.path();
        };
    }

    private boolean isListed(Series series) {
        return format == Format.NPY && series.labels().areListed();
    }

    private void requireFree(Series series) throws IOException {
        Path path = target.resolve(path(series.output()));
        Labels labels = series.labels();
        Stream<Path> files = format == Format.PNG && Slices.isImage(series.output())
                ? LongStream.range(0, labels.count()).mapToObj(index -> path.resolve(labels.fileName(index) + PNG))
                : isListed(series) ? Stream.of(path, target.resolve(series.output().path() + CSV)) : Stream.of(path);
        requireFree(files);
    }

    private void requireFree(Stream<Path> files) throws IOException {
        Predicate<Path> taken = file -> Files.exists(file) && !(overwrite && Files.isRegularFile(file));
        Optional<Path> first = Files.isDirectory(target) ? files.filter(taken).findFirst() : Optional.empty();
        if (first.isPresent()) {
            throw new IOException("out: " + first.get() + " is there already; choose another folder, or say that it may be"
                    + " overwritten");
        }
    }

    /** Where the results grow: in the target, or where that is not there yet, beside its first missing folder; on the same disk. */
    private Path place() throws IOException {
        Path place = target;
        while (!Files.exists(place)) {
            place = place.getParent();
        }
        if (!Files.isDirectory(place)) {
            throw new IOException("out: " + place + " is a file where a folder is needed; choose another folder");
        }
        return place;
    }

    private static Path makeHidden(Path place) throws IOException {
        try {
            return Files.createTempDirectory(place, ".stylestack");
        } catch (IOException e) {
            throw new IOException("out: the folder " + place + " cannot be written; choose another folder", e);
        }
    }

    @Override
    public ResultsTable table(String name) throws IOException {
        requireFree(Stream.of(target.resolve(name + CSV)));
        return tables.computeIfAbsent(name, key -> new ResultsTable());
    }

    @Override
    public Plot plot(String name, String xLabel, String yLabel) throws IOException {
        requireFree(Stream.of(target.resolve(name + PNG)));
        return plots.computeIfAbsent(name, key -> new Plot(name, xLabel, yLabel));
    }

    @Override
    public void accept(Output output, long first, Shape shape, float[] values) throws IOException {
        try {
            files.get(output).append(values);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException e) {
        return new IOException("out: the folder " + target + " could not be written to the end (" + e.getMessage()
                + "); make room there, or choose another folder", e);
    }

    /**
     * Completes the files and moves them into place.
     *
     * @return the files that are there now, in order of their names
     */
    public List<Path> finish(Provenance provenance) throws IOException {
        try {
            for (OutputFile file : files.values()) {
                file.finish(provenance);
                file.close();
            }
            for (Series series : listed) {
                write(list(series.labels()), growing.orElseThrow().resolve(series.output().path() + CSV));
            }
            for (Map.Entry<String, ResultsTable> table : tables.entrySet()) {
                write(table.getValue(), growing.orElseThrow().resolve(table.getKey() + CSV));
            }
            for (Map.Entry<String, Plot> plot : plots.entrySet()) {
                ImageIO.write(plot.getValue().getImagePlus().getBufferedImage(), "png",
                        growing.orElseThrow().resolve(plot.getKey() + PNG).toFile());
            }
            return moveIntoPlace();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static ResultsTable list(Labels labels) {
        ResultsTable table = new ResultsTable();
        for (long index = 0; index < labels.count(); index++) {
            table.addRow();
            table.addValue("Index", index);
            table.addValue("Label", labels.label(index));
        }
        return table;
    }

    /** With nine significant digits, which tell any two float32 apart; columns of whole numbers with all of theirs. */
    private static void write(ResultsTable table, Path file) throws IOException {
        table.setPrecision(-8);
        for (int column = 0; column <= table.getLastColumn(); column++) {
            double[] numbers = table.columnExists(column) ? table.getColumnAsDoubles(column) : new double[] {Double.NaN};
            if (Arrays.stream(numbers).allMatch(number -> number == Math.rint(number))) {
                table.setDecimalPlaces(column, 0);
            }
        }
        table.saveAs(file.toString());
        // ImageJ's writer does not say where the disk was full.
        String written = Files.readString(file);
        if (written.lines().count() != table.size() + 1 || !written.endsWith("\n")) {
            throw new IOException("no more than " + written.length() + " characters could be written");
        }
    }

    private List<Path> moveIntoPlace() throws IOException {
        Path hidden = growing.orElseThrow();
        List<Path> finished;
        try (Stream<Path> walk = Files.walk(hidden)) {
            finished = walk.filter(Files::isRegularFile).map(hidden::relativize).sorted().toList();
        }
        for (Path name : finished) {
            Path file = hidden.resolve(name);
            Path place = target.resolve(name);
            Files.createDirectories(place.getParent());
            if (overwrite) {
                Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(file, place);
            }
        }
        return finished.stream().map(target::resolve).toList();
    }

    @Override
    public void close() throws IOException {
        for (OutputFile file : files.values()) {
            file.close();
        }
        if (growing.isEmpty()) {
            return;
        }
        List<Path> left;
        try (Stream<Path> walk = Files.walk(growing.get())) {
            left = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : left) {
            Files.delete(path);
        }
        growing = Optional.empty();
    }
}
