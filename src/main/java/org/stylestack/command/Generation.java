package org.stylestack.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.device.DeviceChoice;
import org.stylestack.device.Devices;
import org.stylestack.device.Fallback;
import org.stylestack.generator.Generator;
import org.stylestack.image.Provenance;
import org.stylestack.image.Samples;
import org.stylestack.layer.DeviceException;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.Recipe;

/** Options → model → device → outputs: what every door of StyleStack does once it has understood the user. */
public final class Generation {

    /** What a provenance says besides the command and its parameters. */
    static final String SHA256 = "_sha256";
    static final String HASH = "model" + SHA256;
    static final String DEVICE = "computed_on";
    static final String VERSION = "stylestack";

    private final GenerateOptions options;
    private final Checkpoint checkpoint;
    private final Generator generator;
    private final float[] label;
    private final Noise noise;
    private final Log log;
    /** Of the model's file; it is read through while the faces are computed. */
    private final Started<String> sha256;
    /** The drivers are asked, and a new one's kernels built, while the model is read. */
    private final Started<Devices> devices;

    /**
     * Reads the model.
     *
     * @throws IOException              if it cannot be read, or holds no generator
     * @throws IllegalArgumentException if it needs a class, and none or an impossible one is given
     * @throws CancellationException    if the progress says so
     */
    public Generation(GenerateOptions options, Log log, Progress progress) throws IOException {
        this.log = log;
        this.devices = new Started<>(() -> {
            Devices found = Devices.find();
            // Who chooses java may do so because of a driver.
            if (!options.device().strip().equalsIgnoreCase("java")) {
                found.prepare(options.device(), options.precision(), progress::isCancelled);
            }
            return found;
        });
        String name = Models.isSample(options.model()) ? Models.SAMPLE : String.valueOf(Path.of(options.model().strip()).getFileName());
        this.checkpoint = GivenFile.read("reading " + name, progress, share -> Models.open(options.model(), options.generator(), share));
        this.generator = GivenFile.read("checking " + name, progress, share -> Generator.of(checkpoint, share));
        this.sha256 = new Started<>(() -> Models.sha256(options.model()));
        this.options = options.with(fit(options.latents()));
        this.label = label(this.options);
        this.noise = noise(this.options, progress);
    }

    private Generation(Generation other, GenerateOptions options, Progress progress) throws IOException {
        this.log = other.log;
        this.devices = other.devices;
        this.checkpoint = other.checkpoint;
        this.sha256 = other.sha256;
        this.generator = other.generator;
        this.options = options.with(fit(options.latents()));
        this.label = label(this.options);
        this.noise = noise(this.options, progress);
    }

    /**
     * The same model with other options, without reading it again.
     *
     * @param others of the same model
     */
    Generation with(GenerateOptions others, Progress progress) throws IOException {
        return new Generation(this, others, progress);
    }

    private float[] label(GenerateOptions options) {
        return ClassLabel.parse(options.classLabel(), generator.mapping().classes(), mapsLatents(options));
    }

    private Noise noise(GenerateOptions options, Progress progress) throws IOException {
        return options.noiseMaps().isBlank() ? options.noise().noise(options.noiseSeed())
                : GivenFile.read("noise_maps", options.noiseMaps(), progress, (file, share) -> NoiseMaps.read(file, generator, share));
    }

    /** Latents as this model {@linkplain LatentFiles#fit understands} them. */
    LatentSource fit(LatentSource latents) {
        LatentSource fitting = LatentFiles.fit(latents, generator);
        if (fitting.content() instanceof LatentSource.WPlus && latents.content() instanceof LatentSource.W w) {
            log.info("The file's " + w.count() + " w are taken as the w+ of one face, since the model has as many layers;"
                    + " [samples, 1, w size] makes a face of each");
        }
        return fitting;
    }

    /** Whether the mapping network runs, and with it the class label has a part in the faces. */
    private boolean mapsLatents(GenerateOptions options) {
        boolean computesCentre = options.psi() != 1 && (options.meanSamples() > 0 || generator.meanW().isEmpty());
        LatentSource content = options.latents().content();
        return content instanceof LatentSource.Drawn || content instanceof LatentSource.Z
                || options.mix().isPresent() || computesCentre;
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    public Generator generator() {
        return generator;
    }

    /** The options, their latents as this model understands them. */
    GenerateOptions options() {
        return options;
    }

    float[] label() {
        return label;
    }

    Noise noise() {
        return noise;
    }

    Log log() {
        return log;
    }

    /** What is computed with an open model; it may be begun again on another device. */
    @FunctionalInterface
    public interface Work {
        void run(OpenModel model, OutputSink sink) throws IOException;
    }

    /**
     * Computes the outputs.
     *
     * @return the device that did it, for provenance
     * @throws DeviceException if no device could
     */
    public String run(Set<Output.Kind> outputs, OutputSink sink, Progress progress) throws IOException {
        Optional<Recipe.Mix> mix = options.mix().map(second -> new Recipe.Mix(second, options.mixAt()));
        return run((model, watched) -> model.synthesize(options.latents(), mix, outputs, watched, progress), sink, progress);
    }

    /**
     * Does some work on the device that was asked for or, where the policy lets it, on the next best; that one begins anew, and
     * gives the sink what it has not got yet. The work has a thread of its own: who cancels is let go at once, also where a driver
     * compiles or has much to finish, after which the device is freed; the sink gets nothing from then on.
     *
     * @return the devices that did it, for provenance
     * @throws DeviceException       if no device could
     * @throws CancellationException if the progress says so
     */
    public String run(Work work, OutputSink sink, Progress progress) throws IOException {
        return run(choices(progress), work, sink, progress);
    }

    String run(List<DeviceChoice> choices, Work work, OutputSink sink, Progress progress) throws IOException {
        try (ClosableSink open = new ClosableSink(sink)) {
            return new Started<>(() -> runHere(choices, work, open, progress)).await(progress, unwanted -> {});
        }
    }

    /** Like {@link #run(Work, OutputSink, Progress)}, but on this thread: for work within that of another model, which it uses. */
    String runHere(Work work, OutputSink sink, Progress progress) throws IOException {
        return runHere(choices(progress), work, sink, progress);
    }

    private String runHere(List<DeviceChoice> choices, Work work, OutputSink sink, Progress progress) throws IOException {
        OutputSink once = sink.once();
        Set<String> devices = new LinkedHashSet<>();
        return onDevice(choices, choice -> {
            try (OpenModel model = open(choice, progress)) {
                work.run(model, once.behind((output, first, shape, values) -> {
                    devices.add(model.device());
                    once.accept(output, first, shape, values);
                }));
                log.info("It took " + (model.layers().memory().peak() >> 20) + " MB of the device's memory");
                devices.add(model.device());
                return String.join(", then ", devices);
            }
        });
    }

    /**
     * Opens the model on the device that was asked for or, where the policy lets it, on the next best; to be closed by the
     * caller.
     *
     * @throws DeviceException if no device could
     */
    public OpenModel open(Progress progress) throws IOException {
        return onDevice(choices(progress), choice -> open(choice, progress));
    }

    private OpenModel open(DeviceChoice choice, Progress progress) throws IOException {
        progress.check();
        progress.report(0, "opening " + choice.description());
        // A driver may compile for seconds, in which it cannot be stopped.
        Started<OpenModel> opening = new Started<>(() -> {
            Layers layers = choice.open(new LayerOptions(options.precision()));
            log.info("Device " + layers.device());
            return OpenModel.load(this, layers, progress);
        });
        return opening.await(progress, OpenModel::close);
    }

    private interface Attempt<T> {
        T on(DeviceChoice choice) throws IOException;
    }

    private <T> T onDevice(List<DeviceChoice> choices, Attempt<T> attempt) throws IOException {
        for (int k = 0;; k++) {
            try {
                return attempt.on(choices.get(k));
            } catch (DeviceException e) {
                if (k + 1 == choices.size() || options.fallback() == Fallback.FAIL) {
                    throw e;
                }
                String message = e.getMessage() + "; " + choices.get(k + 1).description() + " is used instead";
                if (options.fallback() == Fallback.WARN) {
                    log.warn(message);
                } else {
                    log.info(message);
                }
            }
        }
    }

    /** What tells the samples apart, for sinks. */
    public Samples samples() {
        return new Samples(options.latents(), options.mix(), options.psi());
    }

    /** The same for other latents than the options'. */
    Samples samples(LatentSource latents) {
        return new Samples(latents, Optional.empty(), options.psi());
    }

    /**
     * How the outputs were made.
     *
     * @param texts  the options as the user's door knows them: what makes the same picture again
     * @param device what {@link #run} returned
     */
    public Provenance provenance(Map<String, String> texts, String device) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>(texts);
        entries.put(HASH, sha256.await(Progress.SILENT, unwanted -> {}));
        entries.put(DEVICE, device);
        entries.put(VERSION, Version.text());
        return new Provenance(entries);
    }

    private List<DeviceChoice> choices(Progress progress) throws IOException {
        progress.report(0, "asking the drivers");
        Devices devices = this.devices.await(progress, unwanted -> {});
        if (options.device().strip().equals("auto") && !devices.whyNoOpenCl().isEmpty()) {
            log.info("No OpenCL: " + devices.whyNoOpenCl());
        }
        return devices.choose(options.device());
    }
}
