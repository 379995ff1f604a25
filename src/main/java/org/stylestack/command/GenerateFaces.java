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
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.stylestack.device.Fallback;
import org.stylestack.image.Provenance;
import org.stylestack.image.Samples;
import org.stylestack.image.StackSink;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/**
 * Seeds to faces, skips and layers.
 *
 * <pre>{@code
 * run("Generate Faces...", "seeds=0-7,42 psi=0.7");
 * }</pre>
 */
@Plugin(type = Command.class, menuPath = "Plugins>StyleStack>Generate Faces...", headless = true, visible = false,
        description = "Generates faces, and what each layer makes of them, as image stacks.")
public final class GenerateFaces extends StackCommand {

    @Parameter(label = "Model", style = CommandParameter.FILE, persist = false,
            description = "A StyleGAN2 generator's file; empty for the portraits that come with StyleStack.")
    private String model = "";

    @Parameter(label = "Seeds", persist = false, description = "The faces: whole numbers and ranges from 0 to 4294967295, like 0-7,42.")
    private String seeds = "0-7";

    @Parameter(label = "Random numbers", choices = {"numpy", "torch"}, persist = false,
            description = "Whose random numbers the seeds stand for: NumPy's as in NVIDIA's programs, or PyTorch's as in rosinality's.")
    private String rng = "numpy";

    @Parameter(label = "Truncation psi", persist = false,
            description = "1 leaves faces as they are; towards 0 they come closer to the mean face, with fewer oddities; below 0 they are opposites.")
    private double psi = 1;

    @Parameter(label = "Truncated layers", min = "-1", persist = false,
            description = "How many layers are truncated, from the coarsest; -1 for all.")
    private int cutoff = -1;

    @Parameter(label = "Mean over", min = "0", max = "10000000", persist = false,
            description = "Samples whose mean w is the centre of truncation; 0 for the mean that the model holds.")
    private int mean_samples;

    @Parameter(label = "Mean seed", min = "0", max = "4294967295", persist = false, description = "The seed of those samples.")
    private long mean_seed;

    @Parameter(label = "Mix with seeds", persist = false,
            description = "Seeds whose latents take over the fine layers: one for all faces, or as many as faces; empty for none.")
    private String mix = "";

    @Parameter(label = "Mix from layer", min = "-1", persist = false,
            description = "The first layer of w+ that is taken over; -1 to draw it by the seed that takes over.")
    private int mix_at = -1;

    @Parameter(label = "Noise", choices = {"constant", "random", "none"}, persist = false,
            description = "The noise of the layers: the model's own, drawn by a seed, or none.")
    private String noise = "constant";

    @Parameter(label = "Noise seed", min = "0", max = "4294967295", persist = false, description = "The seed of random noise.")
    private long noise_seed;

    @Parameter(label = "Outputs", style = CommandParameter.WORDS, choices = {"faces", "skips", "rgb", "layers", "latents", "styles"},
            persist = false, description = "What to show: the faces, the image so far at each resolution (skips), the part that each resolution"
                    + " adds (rgb), every layer's maps, z, w and w+ (latents), every layer's styles.")
    private String outputs = "faces,skips";

    @Parameter(label = "Device", persist = false,
            description = "auto, java, opencl, aparapi, or a part of a device's name; auto takes the fastest.")
    private String device = "auto";

    @Parameter(label = "If it fails", choices = {"accept", "warn", "fail"}, persist = false,
            description = "What to do where the device cannot be used: take the next best, warn and take it, or stop.")
    private String fallback = "warn";

    @Parameter(label = "Batch", min = "0", max = "1024", persist = false,
            description = "Faces computed at once; 0 lets their size decide.")
    private int batch;

    @Parameter(type = ItemIO.OUTPUT, visibility = ItemVisibility.INVISIBLE, label = "Faces")
    private Img<FloatType> faces;

    @Parameter(type = ItemIO.OUTPUT, visibility = ItemVisibility.INVISIBLE, label = "Skips by resolution")
    private Map<String, Img<FloatType>> skips;

    /** The options that these parameters spell, checked. */
    public GenerateOptions options() {
        return new GenerateOptions(model, GenerateOptions.drawn("seeds", seeds, constant(Rng.class, rng)), psi, cutoff, mean_samples, mean_seed,
                mix.isBlank() ? Optional.empty() : Optional.of(GenerateOptions.drawn("mix", mix, constant(Rng.class, rng))), mix_at,
                constant(NoiseMode.class, noise), noise_seed, device, constant(Fallback.class, fallback), batch);
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
        GenerateOptions options = options();
        Generation generation = new Generation(options, log);
        StackSink sink = new StackSink(generation.generator(), kinds(), new Samples(options.latents(), options.mix(), psi));
        String usedDevice = generation.run(kinds(), sink, progress);
        faces = sink.images().get(Output.FACES);
        skips = new LinkedHashMap<>();
        sink.images().forEach((output, image) -> {
            if (output.kind() == Kind.SKIPS) {
                skips.put(output.name(), image);
            }
        });
        Map<String, ImagePlus> stacks = new LinkedHashMap<>();
        sink.stacks(provenance(usedDevice)).forEach((output, stack) -> stacks.put(output.path(), stack));
        return stacks;
    }

    private Provenance provenance(String usedDevice) {
        Map<String, String> entries = CommandDeclaration.of(getClass()).values(this);
        entries.put("device", usedDevice);
        return new Provenance(entries);
    }
}
