package org.stylestack.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.imglib2.img.Img;
import net.imglib2.type.numeric.real.FloatType;
import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.device.Fallback;
import org.stylestack.image.Provenance;
import org.stylestack.image.StackSink;
import org.stylestack.latent.Rng;
import org.stylestack.layer.Precision;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/**
 * Seeds to faces, skips and layers.
 *
 * <pre>{@code
 * run("Generate Faces...", "seeds=0-7,42 psi=0.7");
 * }</pre>
 *
 * Invisible to SciJava's menus, since plugins.config makes the entry: see {@code CommandPlugIn}.
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Generate Faces...", headless = true, visible = false,
        description = "Generates faces, and what each layer makes of them, as image stacks.")
public final class GenerateFaces extends StackCommand {

    @Parameter(label = "Model", style = CommandParameter.FILE, persist = false,
            description = "A file that holds a StyleGAN2 generator; empty for the portraits that come with StyleStack.")
    private String model = "";

    @Parameter(label = "Generator", persist = false,
            description = "Which of a file's generators; empty for the moving average.")
    private String generator = "";

    @Parameter(label = "Class", persist = false,
            description = "For models of several classes: an index from 0 on, or as many numbers between commas as there are classes.")
    private String class_ = "";

    @Parameter(label = "Seeds", persist = false,
            description = "The faces: whole numbers from 0 to 4294967295, and ranges of them, like 0-7,42.")
    private String seeds = "0-7";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            description = "Whose random numbers the seeds stand for: numpy as in NVIDIA's programs, torch as in rosinality's.")
    private String rng = "numpy";

    @Parameter(label = "Truncation psi", persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Truncation"),
            description = "1 leaves faces as they are; nearer to 0 they are nearer to the mean face; below 0 they are opposites.")
    private double psi = 1;

    @Parameter(label = "Truncated layers", min = "-1", persist = false,
            description = "How many layers are truncated, from the coarsest on; -1 for all.")
    private int cutoff = -1;

    @Parameter(label = "Mean over samples", min = "0", max = "10000000", persist = false,
            description = "How many samples' mean is the centre of truncation; 0 for the mean that comes with the model.")
    private int mean_samples;

    @Parameter(label = "Mean seed", min = "0", max = "4294967295", persist = false,
            description = "The seed by which those samples are drawn.")
    private long mean_seed;

    @Parameter(label = "Mix with seeds", persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Style mixing"),
            description = "Seeds that take over the fine layers: one for all faces, or one for each; empty for no mixing.")
    private String mix = "";

    @Parameter(label = "From layer", min = "-1", persist = false,
            description = "The first layer that is taken over; -1 to draw it by the seed that takes over.")
    private int mix_at = -1;

    @Parameter(label = "Noise", choices = {"constant", "random", "none"}, persist = false,
            attrs = @Attr(name = CommandParameter.HEADING, value = "Noise"),
            description = "The noise of the layers: constant is the model's own, random is drawn by a seed.")
    private String noise = "constant";

    @Parameter(label = "Noise seed", min = "0", max = "4294967295", persist = false,
            description = "The seed by which random noise is drawn.")
    private long noise_seed;

    @Parameter(label = "Noise maps", style = CommandParameter.FILE, persist = false,
            description = "A file of noise instead: npz or safetensors, an array for each layer (b8.conv0) or resolution (8).")
    private String noise_maps = "";

    @Parameter(label = "Outputs", choices = {"faces", "skips", "rgb", "layers", "latents", "styles"},
            style = CommandParameter.WORDS, persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Outputs"),
            description = "What to show: the faces; the image so far at each resolution (skips); what each resolution adds to it (rgb);"
                    + " the maps of each layer; z, w and w+ (latents); the styles of each layer.")
    private String outputs = "faces,skips";

    @Parameter(label = "Device", persist = false, attrs = @Attr(name = CommandParameter.HEADING, value = "Device"),
            description = "auto for the fastest, java, opencl, aparapi, or a part of a device's name.")
    private String device = "auto";

    @Parameter(label = "If it fails", choices = {"accept", "warn", "fail"}, persist = false,
            description = "Where the device cannot be used: accept the next best, warn and take it, or fail.")
    private String fallback = "warn";

    @Parameter(label = "Precision", choices = {"fast", "exact"}, persist = false,
            description = "fast takes Winograd's algorithm, which differs by up to 5e-5 of the largest number; exact convolves directly.")
    private String precision = "fast";

    @Parameter(label = "Faces at once", min = "0", max = "1024", persist = false,
            description = "How many faces are computed at once, fewer where memory ends; 0 lets their size decide.")
    private int batch;

    @Parameter(type = ItemIO.OUTPUT, visibility = ItemVisibility.INVISIBLE, label = "Faces")
    private Img<FloatType> faces;

    @Parameter(type = ItemIO.OUTPUT, visibility = ItemVisibility.INVISIBLE, label = "Skips by resolution")
    private Map<String, Img<FloatType>> skips;

    /** The options that these parameters spell, checked. */
    public GenerateOptions options() {
        return new GenerateOptions(model, generator, class_, GenerateOptions.drawn("seeds", seeds, constant(Rng.class, rng)), psi, cutoff,
                mean_samples, mean_seed,
                mix.isBlank() ? Optional.empty() : Optional.of(GenerateOptions.drawn("mix", mix, constant(Rng.class, rng))), mix_at,
                constant(NoiseMode.class, noise), noise_seed, noise_maps, device,
                constant(Fallback.class, fallback), constant(Precision.class, precision), batch);
    }

    /** What is wanted. */
    public Set<Kind> kinds() {
        return Arrays.stream(outputs.split(",")).map(word -> constant(Kind.class, word)).collect(Collectors.toSet());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    @Override
    protected Map<String, ImagePlus> compute(Log log, Progress progress) throws IOException {
        Generation generation = new Generation(options(), log);
        StackSink sink = new StackSink(generation.generator(), kinds(), generation.samples());
        String usedDevice = generation.run(kinds(), sink, progress);
        Map<Output, Img<FloatType>> images = sink.images();
        faces = images.get(Output.FACES);
        skips = new LinkedHashMap<>();
        images.forEach((output, image) -> {
            if (output.kind() == Kind.SKIPS) {
                skips.put(output.name(), image);
            }
        });
        Map<String, ImagePlus> stacks = new LinkedHashMap<>();
        Provenance provenance = generation.provenance(CommandDeclaration.of(getClass()).values(this), usedDevice);
        sink.stacks(provenance).forEach((output, stack) -> stacks.put(output.path(), stack));
        return stacks;
    }
}
