package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.analysis.ClosedFormFactorization;
import org.stylestack.analysis.Directions;
import org.stylestack.analysis.LayerNames;
import org.stylestack.analysis.PrincipalComponents;
import org.stylestack.generator.ConvolutionParameters;
import org.stylestack.generator.Generator;
import org.stylestack.image.Provenance;
import org.stylestack.image.Results;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Progress;

/**
 * Finds directions in w, and writes them to a file for {@link EditDirection}.
 *
 * <pre>{@code
 * run("Directions...", "method=pca samples=100000 out=pca.safetensors");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Directions...", headless = true, visible = false,
        description = "Finds directions in w along which faces change, and writes them to a safetensors file, for Edit Along"
                + " Direction...")
public final class FindDirections extends DeviceCommand {

    private static final String PCA = "pca";

    @Parameter(label = "Method", choices = {"sefa", PCA}, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Directions"),
            description = "sefa: the singular vectors of some layers' style weights (closed-form factorization); pca: the"
                    + " principal components of w (GANSpace).")
    private String method = "sefa";

    @Parameter(label = "Layers", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "such as b16.*, b32 conv1; for sefa"),
            description = "For sefa, whose weights: like b16.*, or b4-b32 conv1, with commas between several; conv* for all"
                    + " convolutions.")
    private String layers = "conv*";

    @Parameter(label = "Samples", min = "2", max = "10000000", persist = false,
            attrs = @Attr(name = CommandParameter.HINT, value = "for pca"),
            description = "For pca, over how many w.")
    private int samples = 100_000;

    @Parameter(label = "Seed", min = "0", max = "4294967295", persist = false,
            attrs = @Attr(name = CommandParameter.HINT, value = "for pca"),
            description = "For pca, the seed by which they are drawn.")
    private long seed;

    @Parameter(label = "How many", min = "0", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "directions, 0 for all"),
            description = "How many directions, from the strongest on; 0 for as many as w has numbers.")
    private int count;

    @Parameter(label = "File to write", style = CommandParameter.FILE, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "The safetensors file to write.")
    private String out = "";

    @Parameter(label = "Overwrite", persist = false, attrs = @Attr(name = CommandParameter.HINT, value = "a file that is there"),
            description = "Whether a file of that name is replaced.")
    private boolean overwrite;

    @Override
    protected Provenance compute(Results results, Log log, Progress progress) throws IOException {
        Path file = target();
        // The weights are the same whatever the class; without z none is asked for.
        LatentSource none = method.equals(PCA) ? GenerateOptions.drawn("seed", Long.toString(seed), Rng.NUMPY)
                : new LatentSource.W(new float[0], 1);
        Generation generation = new Generation(
                options(none, 1, -1, 0, 0, Optional.empty(), -1, NoiseMode.NONE, 0, "", 0), log, progress);
        Generator generator = generation.generator();
        int wanted = count == 0 ? generator.wSize() : count;
        if (wanted > generator.wSize()) {
            throw new IllegalArgumentException("count: " + count + " directions were asked for, but w of this model has "
                    + generator.wSize()
                    + " numbers, and so many directions at most");
        }
        Directions found;
        Provenance provenance;
        if (method.equals(PCA)) {
            try (OpenModel model = generation.open(progress)) {
                found = PrincipalComponents.of(model.network(), generation.label(), samples, seed, wanted, progress);
                provenance = provenance(generation, model.device());
            }
            log.info("Shares of the variance, from the first on: " + shares(found.about().get("explained").floats()));
        } else {
            found = ClosedFormFactorization.of(chosen(generator), wanted);
            provenance = provenance(generation, "the JVM");
        }
        found.write(file, provenance.entries());
        log.info(wanted + (wanted == 1 ? " direction was" : " directions were") + " written to " + file);
        return provenance;
    }

    /** Without the one that is written. */
    @Override
    List<String> files() {
        return super.files().stream().filter(key -> !key.equals("out")).toList();
    }

    /** The file, which may be written. */
    private Path target() throws IOException {
        if (out.isBlank()) {
            throw new IllegalArgumentException("out: no file is named; give one to write, like directions.safetensors");
        }
        Path file = Path.of(out.strip()).toAbsolutePath().normalize();
        if (Files.exists(file) && !(overwrite && Files.isRegularFile(file))) {
            throw new IOException("out: " + file + " is there already; choose another name, or say that it may be overwritten");
        }
        if (!Files.isDirectory(file.getParent())) {
            throw new IOException("out: the folder " + file.getParent() + " is not there; make it, or choose another");
        }
        return file;
    }

    private List<ConvolutionParameters> chosen(Generator generator) {
        List<String> names = generator.layers().stream().map(ConvolutionParameters::name).toList();
        List<String> chosen = LayerNames.choose("layers", layers, names);
        return generator.layers().stream().filter(layer -> chosen.contains(layer.name())).toList();
    }

    private static String shares(float[] explained) {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < Math.min(8, explained.length); k++) {
            text.append(String.format(Locale.ROOT, "%s%.1f %%", k == 0 ? "" : ", ", 100 * explained[k]));
        }
        return text.toString();
    }
}
