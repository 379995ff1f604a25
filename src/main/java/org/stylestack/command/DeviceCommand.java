package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.stylestack.device.Fallback;
import org.stylestack.image.Provenance;
import org.stylestack.layer.Precision;
import org.stylestack.synthesis.LatentSource;

/** A command that computes with a model: which, and on what device. */
public abstract class DeviceCommand extends StackCommand {

    /** The styles of parameters that name files. */
    private static final Set<String> FILES = Set.of(CommandParameter.FILE, CommandParameter.MODEL);

    /** The parameter whose file's hash a generation knows. */
    private static final String MODEL = "model";

    @Parameter(label = "Model", style = CommandParameter.MODEL, persist = false,
            attrs = @Attr(name = CommandParameter.EMPTY, value = "the portraits that come with StyleStack"),
            description = "A file that holds a StyleGAN2 generator.")
    private String model = "";

    @Parameter(label = "Generator", persist = false,
            attrs = {@Attr(name = CommandParameter.EMPTY, value = "the moving average"), @Attr(name = CommandParameter.RARE, value = "true")},
            description = "Which of a file's generators.")
    private String generator = "";

    @Parameter(label = "Class", persist = false,
            attrs = {@Attr(name = CommandParameter.EMPTY, value = "no class, where the model has none"),
                @Attr(name = CommandParameter.RARE, value = "true")},
            description = "For models of several classes: an index from 0 on, or as many numbers between commas as there are"
                    + " classes.")
    private String class_ = "";

    @Parameter(label = "Device", style = CommandParameter.DEVICE, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Device"),
            description = "auto for the fastest, java, opencl, aparapi, or a part of a device's name.")
    private String device = "auto";

    @Parameter(label = "If it fails", choices = {"accept", "warn", "fail"}, persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "Where the device cannot be used: accept the next best, warn and take it, or fail.")
    private String fallback = "warn";

    @Parameter(label = "Precision", choices = {"fast", "exact"}, persist = false,
            attrs = @Attr(name = CommandParameter.RARE, value = "true"),
            description = "fast takes Winograd's algorithm, which differs by up to 5e-5 of the largest number; exact convolves"
                    + " directly.")
    private String precision = "fast";

    final GenerateOptions options(LatentSource latents, double psi, int cutoff, int meanSamples, long meanSeed,
            Optional<LatentSource.Drawn> mix, int mixAt, NoiseMode noise, long noiseSeed, String noiseMaps, int batch) {
        return new GenerateOptions(model, generator, class_, latents, psi, cutoff, meanSamples, meanSeed, mix, mixAt, noise,
                noiseSeed,
                noiseMaps, device, constant(Fallback.class, fallback), constant(Precision.class, precision), batch);
    }

    /**
     * How the results were made: the command and all its parameters, so that it can make them again; of the files that they name,
     * where these are, whatever folder it is made again in, and what they held.
     */
    protected final Provenance provenance(Generation generation, String usedDevice) throws IOException {
        Map<String, String> recipe = recipe();
        for (String key : files()) {
            String file = recipe.getOrDefault(key, "");
            if (!Models.isSample(file) && Files.isRegularFile(Path.of(file))) {
                recipe.put(key, Path.of(file).toAbsolutePath().normalize().toString());
                if (!key.equals(MODEL)) {
                    recipe.put(key + Generation.SHA256, Models.sha256(file));
                }
            }
        }
        return generation.provenance(recipe, usedDevice);
    }

    /** The parameters that may name files on which the results depend. */
    List<String> files() {
        return CommandDeclaration.of(getClass()).parameters().stream().filter(parameter -> FILES.contains(parameter.style()))
                .map(CommandParameter::key).toList();
    }

    /** The command's name, and its parameters by key. */
    Map<String, String> recipe() {
        CommandDeclaration declaration = CommandDeclaration.of(getClass());
        return declaration.recipe(declaration.values(this));
    }

    /** The constant that one of a parameter's choices stands for. */
    protected static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
