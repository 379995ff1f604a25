package org.stylestack.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.stylestack.generator.Generator;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Outputs;

/**
 * Writes outputs to a folder as they are computed, whatever their number. They grow in a hidden folder beside it, which
 * {@link #finish} moves into place, and which {@link #close} deletes where it was not finished.
 */
public final class FolderSink implements OutputSink, Closeable {

    private final Path target;
    private final boolean overwrite;
    private final Path growing;
    private final Map<Output, OutputFile> files = new LinkedHashMap<>();

    /**
     * @param target    the folder; made where it is not there
     * @param overwrite whether files of the same names in it may be replaced
     * @throws IOException              if the folder cannot be written, or such files are there
     * @throws IllegalArgumentException if the format cannot hold what is wanted
     */
    public FolderSink(Path target, Format format, boolean overwrite, Generator generator, Set<Output.Kind> wanted, Samples samples)
            throws IOException {
        this.target = target.toAbsolutePath().normalize();
        this.overwrite = overwrite;
        Map<Output, Shape> shapes = Outputs.shapes(generator, samples.latents(), wanted);
        for (Output output : shapes.keySet()) {
            requireFree(output, format, samples);
        }
        growing = makeHidden();
        try {
            for (Map.Entry<Output, Shape> entry : shapes.entrySet()) {
                Output output = entry.getKey();
                Path file = growing.resolve(path(output, format));
                Files.createDirectories(file.getParent());
                files.put(output, open(file, format, output, entry.getValue(), samples, generator.resolution()));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static OutputFile open(Path file, Format format, Output output, Shape one, Samples samples, int resolution)
            throws IOException {
        if (!Slices.isImage(output)) {
            return one.w() == 1 ? new NpyFile(file, samples.count(), one.c()) : new NpyFile(file, samples.count(), one.c(), one.w());
        }
        return switch (format) {
            case NPY -> new NpyFile(file, samples.count(), one.c(), one.h(), one.w());
            case TIFF -> new TiffFile(file, output, one, samples, resolution);
            case PNG -> new PngFiles(file, output, one, samples);
        };
    }

    /** Where an output goes: a file, or for PNGs a folder of them. */
    private static String path(Output output, Format format) {
        if (format == Format.NPY || !Slices.isImage(output)) {
            return output.path() + ".npy";
        }
        return format == Format.TIFF ? output.path() + ".tif" : output.path();
    }

    private void requireFree(Output output, Format format, Samples samples) throws IOException {
        Path path = target.resolve(path(output, format));
        Stream<Path> files = format == Format.PNG && Slices.isImage(output)
                ? LongStream.range(0, samples.count()).mapToObj(index -> path.resolve(samples.fileName(index) + ".png"))
                : Stream.of(path);
        Predicate<Path> taken = file -> Files.exists(file) && !(overwrite && Files.isRegularFile(file));
        Optional<Path> first = Files.isDirectory(target) ? files.filter(taken).findFirst() : Optional.empty();
        if (first.isPresent()) {
            throw new IOException("out: " + first.get() + " is there already; choose another folder, or say that it may be overwritten");
        }
    }

    /** Inside the target, or where that is not there yet, beside its first missing folder: on the same disk. */
    private Path makeHidden() throws IOException {
        Path place = target;
        while (!Files.exists(place)) {
            place = place.getParent();
        }
        if (!Files.isDirectory(place)) {
            throw new IOException("out: " + place + " is a file where a folder is needed; choose another folder");
        }
        try {
            return Files.createTempDirectory(place, ".stylestack");
        } catch (IOException e) {
            throw new IOException("out: the folder " + place + " cannot be written; choose another folder", e);
        }
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
            return moveIntoPlace();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private List<Path> moveIntoPlace() throws IOException {
        List<Path> finished;
        try (Stream<Path> walk = Files.walk(growing)) {
            finished = walk.filter(Files::isRegularFile).map(growing::relativize).sorted().toList();
        }
        for (Path name : finished) {
            Path file = growing.resolve(name);
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
        List<Path> left;
        try (Stream<Path> walk = Files.walk(growing)) {
            left = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : left) {
            Files.delete(path);
        }
    }
}
