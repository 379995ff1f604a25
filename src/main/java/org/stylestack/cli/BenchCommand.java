package org.stylestack.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.stylestack.command.Models;
import org.stylestack.command.Started;
import org.stylestack.device.Devices;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.LayerOptions;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Precision;
import org.stylestack.layer.Profile;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.OutputSink;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.Recipe;
import org.stylestack.synthesis.Synthesis;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times single images, each from latents in memory to the image in memory. */
@Command(name = "bench", sortOptions = false, usageHelpAutoWidth = true,
        description = {"Times a generator on a device: one image after the other, from w+ in memory to the image in memory, with"
                + " the model's own noise.", "Prints {\"ms\": milliseconds} an image."},
        footer = {"", "Examples:",
                "  stylestack bench --model ffhq.pkl --device opencl",
                "  stylestack bench --model ffhq.pkl --w w.f32 --device java --threads 2 --warmup 5 --runs 10 --out image.f32"})
final class BenchCommand implements Callable<Integer> {

    private final Interrupt interrupt;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FILE",
            description = "The generator's file; without it, the portraits that come with StyleStack.")
    private String model = "";

    @Option(names = "--generator", paramLabel = "NAME",
            description = "Which of the file's generators; without it, the moving average.")
    private String generatorName = "";

    @Option(names = "--w", paramLabel = "FILE",
            description = "w+ as bare little-endian float32, [layers, w size]; without it, seed 0, mapped each time.")
    private Optional<Path> w;

    @Option(names = "--device", paramLabel = "DEVICE",
            description = "auto, java, opencl, aparapi, or a part of a device's name. Default: auto.")
    private String device = "auto";

    @Option(names = "--threads", paramLabel = "N",
            description = "How many threads of the processor java and OpenCL CPU devices take; 0 for all. Default: 0.")
    private int threads;

    @Option(names = "--precision", paramLabel = "exact|fast",
            description = "exact computes all convolutions directly; fast takes Winograd's algorithm, too. Default: fast.")
    private Precision precision = Precision.FAST;

    @Option(names = "--batch", paramLabel = "N",
            description = "How many images, all of one w+, are computed at once; each line is a batch's time, divided by N. Default: 1.")
    private int batch = 1;

    @Option(names = "--warmup", paramLabel = "N", description = "How many images come before those that count. Default: 3.")
    private int warmup = 3;

    @Option(names = "--runs", paramLabel = "N", description = "How many images count. Default: 3.")
    private int runs = 3;

    @Option(names = "--profile",
            description = "Print a table of the layers, too: their times by the device's clock, against its limits.")
    private boolean profiled;

    @Option(names = "--out", paramLabel = "FILE",
            description = "Write the image there as bare little-endian float32, [channels, height, width], in the network's range.")
    private Optional<Path> out;

    @Option(names = "--overwrite", description = "Replace the file if it is there and not empty.")
    private boolean overwrite;

    private BenchCommand(Interrupt interrupt) {
        this.interrupt = interrupt;
    }

    static CommandSpec create(Interrupt interrupt) {
        return CommandSpec.forAnnotatedObject(new BenchCommand(interrupt));
    }

    @Override
    public Integer call() throws IOException {
        require("threads", threads, 0);
        require("batch", batch, 1);
        require("warmup", warmup, 0);
        require("runs", runs, 1);
        if (out.isPresent() && !overwrite && Files.exists(out.get()) && Files.size(out.get()) > 0) {
            throw new IOException("out: " + out.get()
                    + " is there already; choose another file, or say that it may be overwritten");
        }
        Optional<Profile> profile = profiled ? Optional.of(new Profile()) : Optional.empty();
        Started<Layers> opening = new Started<>(() -> Devices.find().choose(device).get(0).open(new LayerOptions(precision, threads, profile)));
        Generator generator;
        Recipe recipe;
        try {
            generator = Generator.of(Models.open(model, generatorName));
            recipe = new Recipe(latents(generator), new float[generator.mapping().classes()], Truncation.NONE, Optional.empty(),
                    new Noise.Constant(), Set.of(Output.Kind.FACES), batch);
        } catch (IOException | RuntimeException | Error e) {
            opening.abandon(Layers::close);
            throw e;
        }
        Console console = new Console(spec.commandLine().getErr(), interrupt);
        try (Layers layers = opening.await(console, Layers::close); Network network = new Network(generator, layers)) {
            console.info("Device " + layers.device());
            float[] images = time(network, recipe, profile, console);
            if (out.isPresent()) {
                write(out.get(), images, generator.imageChannels() * generator.resolution() * generator.resolution());
            }
        }
        return 0;
    }

    private void require(String option, int value, int least) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(),
                    "--" + option + ": " + value + " is too little; give " + least + " or more");
        }
    }

    private LatentSource latents(Generator generator) throws IOException {
        if (w.isEmpty()) {
            return new LatentSource.Drawn(Seeds.parse("0" + ",0".repeat(batch - 1)), Rng.NUMPY);
        }
        int layers = generator.latentCount();
        int size = generator.wSize();
        byte[] bytes = Files.readAllBytes(w.get());
        if (bytes.length != (long) layers * size * Float.BYTES) {
            throw new IOException("w: " + w.get() + " has " + bytes.length + " bytes, but the " + layers + "×" + size
                    + " float32 numbers that the model takes have " + (long) layers * size * Float.BYTES + "; give its own w+");
        }
        float[] values = new float[batch * layers * size];
        for (int n = 0; n < batch; n++) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values, n * layers * size, layers * size);
        }
        return new LatentSource.WPlus(values, size, layers);
    }

    private float[] time(Network network, Recipe recipe, Optional<Profile> profile, Console console) throws IOException {
        PrintWriter results = spec.commandLine().getOut();
        LastImage image = new LastImage();
        double total = 0;
        for (int run = -warmup; run < runs; run++) {
            if (run == 0) {
                profile.ifPresent(Profile::clear);
            }
            long start = System.nanoTime();
            Synthesis.run(network, recipe, image, progress(console, run));
            double milliseconds = (System.nanoTime() - start) / 1e6 / batch;
            if (run >= 0) {
                results.printf(Locale.ROOT, "{\"ms\": %.3f}%n", milliseconds);
                total += milliseconds;
            }
        }
        double mean = total / runs;
        profile.ifPresent(filled -> new ProfileTable(filled, runs * batch).print(results, mean));
        return image.values;
    }

    /** Lets each image come in the array of the one before; nothing comes after the last. */
    private static final class LastImage implements OutputSink {

        private float[] values;

        @Override
        public void accept(Output output, long first, Shape shape, float[] image) {
            values = image;
        }

        @Override
        public boolean keeps() {
            return false;
        }
    }

    private Progress progress(Console console, int run) {
        return new Progress() {
            @Override
            public boolean isCancelled() {
                return console.isCancelled();
            }

            @Override
            public void report(double done, String what) {
                console.report((warmup + run + done) / (warmup + runs), "image " + (warmup + run + 1) + " of " + (warmup + runs));
            }
        };
    }

    private static void write(Path file, float[] values, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values, 0, count);
        Files.write(file, bytes.array());
    }
}
