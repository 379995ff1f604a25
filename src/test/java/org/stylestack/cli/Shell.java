package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.stylestack.checkpoint.TensorFile;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What a shell sees of one call of StyleStack. */
public record Shell(int status, String out, List<String> err) {

    public static Shell run(String... arguments) {
        return run(new Interrupt(), arguments);
    }

    static Shell run(Interrupt interrupt, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine(interrupt, arguments).setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int status = command.execute(arguments);
        return new Shell(status, out.toString(), err.toString().lines().toList());
    }

    /** What a subcommand takes. */
    public static CommandSpec subcommand(String name) {
        return Main.commandLine(new Interrupt(), name).getSubcommands().get(name).getCommandSpec();
    }

    /** The option that a parameter's key stands for. */
    public static String option(String key) {
        return DeclaredOptions.optionName(key);
    }

    /** A call of {@code generate} that must succeed; arguments are split at spaces. */
    static Shell generate(Path out, String arguments) {
        Shell shell = run(Stream.concat(Stream.of("generate", "--out", out.toString()), Stream.of(arguments.split(" "))).toArray(String[]::new));
        assertEquals(0, shell.status(), String.join("\n", shell.err()));
        return shell;
    }

    static float[] array(Path npy) throws IOException {
        return TensorFile.open(npy).tensors().get("array").floats();
    }

    static int[] shape(Path npy) throws IOException {
        return TensorFile.open(npy).tensors().get("array").shape();
    }

    /** Writes as numpy.save does. */
    public static Path save(Path npy, float[] values, int... shape) throws IOException {
        String sizes = String.join(", ", Arrays.stream(shape).mapToObj(Integer::toString).toList());
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sizes + (shape.length == 1 ? "," : "") + "), }\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeByte(0x93);
        data.writeBytes("NUMPY");
        data.write(new byte[] {1, 0, (byte) header.length(), 0});
        data.write(header.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer numbers = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        numbers.asFloatBuffer().put(values);
        data.write(numbers.array());
        return Files.write(npy, bytes.toByteArray());
    }

    /** All files below a folder, hidden ones too. */
    static List<String> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.equals(folder)).map(path -> folder.relativize(path).toString()).sorted().toList();
        }
    }
}
