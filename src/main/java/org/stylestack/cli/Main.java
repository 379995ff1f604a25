package org.stylestack.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stylestack.command.CompareSettings;
import org.stylestack.command.EditDirection;
import org.stylestack.command.EditRegion;
import org.stylestack.command.GenerateFaces;
import org.stylestack.command.InspectLayers;
import org.stylestack.command.MixStyles;
import org.stylestack.command.ShowPyramid;
import org.stylestack.command.Started;
import org.stylestack.command.StudyNoise;
import org.stylestack.command.Version;
import org.stylestack.command.WalkLatents;
import org.stylestack.layer.DeviceException;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** StyleStack from a shell. Exit status 0, 1 (failed), 2 (bad usage) or 130 (interrupted). */
public final class Main {

    private static final int INTERRUPTED = 130;

    /** For what cannot be stopped, as a driver that builds a kernel, where the user waits for the end. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** What a message begins with that names a parameter by its key. */
    private static final Pattern KEY = Pattern.compile("([a-z_]+): ");

    private Main() {}

    public static void main(String[] arguments) {
        // Without a window ImageJ's and Java's image classes need no display, and start faster.
        System.setProperty("java.awt.headless", "true");
        // What Aparapi logs (attributes of class files, no OpenCL) StyleStack says itself where it matters.
        System.setProperty("com.aparapi.logLevel", "OFF");
        // picocli asks for many classes of Java that no option has.
        System.setProperty("picocli.converters.excludes", "java[.](sql|time)[.].*");
        Interrupt interrupt = Interrupt.onSignal();
        int status = CommandLine.ExitCode.SOFTWARE;
        try {
            CommandLine commandLine = commandLine(interrupt, arguments);
            // What ImageJ's classes print is none of the results, which scripts read.
            commandLine.setOut(commandLine.getOut());
            System.setOut(System.err);
            status = commandLine.execute(arguments);
        } finally {
            endWhatWasStarted(interrupt, status);
            interrupt.workIsOver();
        }
        System.exit(status);
    }

    /** A driver may build a kernel still for work that is given up: the exit waits for that, as a user who interrupts would not. */
    private static void endWhatWasStarted(Interrupt interrupt, int status) {
        interrupt.request();
        if (status == INTERRUPTED && !Started.awaitAll(PATIENCE)) {
            Interrupt.endAtOnce();
        }
    }

    /** @param arguments tell which subcommand is called, and needs its options gathered; those of all take a good part of a start */
    static CommandLine commandLine(Interrupt interrupt, String... arguments) {
        CommandSpec spec = CommandSpec.create().name("stylestack").versionProvider(new Versions());
        spec.usageMessage().description("Runs StyleGAN2 generators: faces, skips and layers as image stacks.");
        CommandLine main = new CommandLine(spec);
        Map<String, Supplier<CommandSpec>> subcommands = subcommands(interrupt);
        boolean isKnown = arguments.length > 0 && subcommands.containsKey(arguments[0]);
        subcommands.forEach((name, subcommand) -> {
            if (!isKnown || name.equals(arguments[0])) {
                main.addSubcommand(name, subcommand.get());
            }
        });
        spec.mixinStandardHelpOptions(true);
        main.getSubcommands().values().forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
        return main.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::execute)
                .setParameterExceptionHandler((e, words) -> refuse(e))
                .setExecutionExceptionHandler((e, command, parsed) -> fail(e, command));
    }

    private static Map<String, Supplier<CommandSpec>> subcommands(Interrupt interrupt) {
        Map<String, Supplier<CommandSpec>> subcommands = new LinkedHashMap<>();
        subcommands.put("info", () -> CommandSpec.forAnnotatedObject(new InfoCommand()));
        subcommands.put("convert", () -> CommandSpec.forAnnotatedObject(new ConvertCommand()));
        subcommands.put("devices", () -> CommandSpec.forAnnotatedObject(new DevicesCommand()));
        subcommands.put("generate", () -> FolderCommand.create("generate", GenerateFaces.class, interrupt,
                "stylestack generate --seeds 0-7 --psi 0.7 --out faces",
                "stylestack generate --model ffhq.pkl --seeds 42 --save faces,layers --format npy --out arrays",
                "stylestack generate --w projected_w.npz --out projected",
                "stylestack generate --seeds 0-9 --mix 100 --mix-at 4 --format png --out mixed"));
        subcommands.put("mix", () -> FolderCommand.create("mix", MixStyles.class, interrupt,
                "stylestack mix --rows 0-3 --cols 4-7 --layers 3-7 --psi 0.7 --out mixed"));
        subcommands.put("walk", () -> FolderCommand.create("walk", WalkLatents.class, interrupt,
                "stylestack walk --seeds 0,1,2 --frames 10 --out walk",
                "stylestack walk --seeds 0-5 --space w --curve cubic --looped true --frames 250 --format avi --out film"));
        subcommands.put("layers", () -> FolderCommand.create("layers", InspectLayers.class, interrupt,
                "stylestack layers --seeds 0 --layers \"b16.*, b32 conv1\" --most 8 --save maps,statistics,spectra --out layers",
                "stylestack layers --seeds 0-3 --layers \"b8-b64 conv1\" --when before --channels 0,5-7 --size common --save maps,plot --out sums"));
        subcommands.put("pyramid", () -> FolderCommand.create("pyramid", ShowPyramid.class, interrupt,
                "stylestack pyramid --seeds 0-3 --out pyramid",
                "stylestack pyramid --seeds 42 --size native --save rgb --format npy --out arrays"));
        subcommands.put("noise-study", () -> FolderCommand.create("noise-study", StudyNoise.class, interrupt,
                "stylestack noise-study --seeds 0-3 --realisations 100 --layers \"b32-b64 *\" --out noise",
                "stylestack noise-study --seeds 0 --realisations 1 --plane photo.png --plane-at b64.conv1 --out noise"));
        subcommands.put("compare", () -> FolderCommand.create("compare", CompareSettings.class, interrupt,
                "stylestack compare --model first.pkl --model-b second.pkl --seeds 0-31 --out models",
                "stylestack compare --seeds 0-3 --mix 7 --layers coarse --save difference,faces,rms,plot --out edit"));
        subcommands.put("directions", () -> DirectionsCommand.create(interrupt));
        subcommands.put("edit", () -> FolderCommand.create("edit", EditDirection.class, interrupt,
                "stylestack edit --seeds 0-3 --directions pca.safetensors --component 0 --strength -3:3:7 --layers 0-7 --out edited"));
        subcommands.put("region", () -> FolderCommand.create("region", EditRegion.class, interrupt,
                "stylestack region --seeds 0 --second 7 --roi 16,24,32,16 --layers b4-b16 --feather 2 --out edited"));
        subcommands.put("regenerate", () -> RegenerateCommand.create(interrupt));
        subcommands.put("bench", () -> BenchCommand.create(interrupt));
        subcommands.put("tune", () -> TuneCommand.create(interrupt));
        return subcommands;
    }

    private static int execute(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            parsed.commandSpec().commandLine().getErr().println("memory: the " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB of Java's heap are too little; lower --batch, save less, or give Java more: java -Xmx8g -jar ...");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Says in one sentence what is wrong with the command's words. */
    private static int refuse(ParameterException first) {
        CommandLine command = first.getCommandLine();
        List<String> unknown = command.getUnmatchedArguments();
        // An option that is missing may be the one that is misspelt.
        ParameterException e = first instanceof MissingParameterException && !unknown.isEmpty()
                ? new UnmatchedArgumentException(command, unknown) : first;
        String guess = "";
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
            guess = "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        command.getErr().println(e.getMessage() + (guess.isEmpty() ? "; see " + command.getCommandSpec().qualifiedName() + " --help" : guess));
        return CommandLine.ExitCode.USAGE;
    }

    /** Says in one sentence why the work failed; only what no user can have caused keeps its stack trace. */
    private static int fail(Exception e, CommandLine command) throws Exception {
        if (e instanceof IllegalArgumentException) {
            command.getErr().println(withOption(e.getMessage(), command.getCommandSpec()));
            return CommandLine.ExitCode.USAGE;
        } else if (e instanceof CancellationException) {
            command.getErr().println("interrupted; nothing was written");
            return INTERRUPTED;
        } else if (e instanceof IOException || e instanceof DeviceException) {
            command.getErr().println(withOption(sentence(e), command.getCommandSpec()));
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    private static String sentence(Exception e) {
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + ": no such file; give the path of one that is there";
        } else if (e instanceof AccessDeniedException) {
            return e.getMessage() + ": permission denied; choose another, or change who may use it";
        }
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }

    /** The message with {@code noise_seed: } at its begin as {@code --noise-seed: }. */
    private static String withOption(String message, CommandSpec command) {
        Matcher key = KEY.matcher(message);
        String option = key.lookingAt() ? DeclaredOptions.optionName(key.group(1)) : "";
        return command.findOption(option) == null ? message : option + message.substring(key.end(1));
    }

    /** Reads the version when it is asked for. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"StyleStack " + Version.text() + ", Java " + System.getProperty("java.version")};
        }
    }
}
