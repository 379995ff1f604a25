package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scijava.command.Command;
import org.scijava.plugin.PluginIndex;
import org.scijava.plugin.Parameter;
import org.stylestack.device.Fallback;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

class CommandDeclarationTest {

    private static final CommandDeclaration FACES = CommandDeclaration.of(GenerateFaces.class);

    /** Every command on the class path that is StyleStack's. */
    static Stream<CommandDeclaration> all() {
        PluginIndex index = new PluginIndex();
        index.discover();
        return index.getPlugins(Command.class).stream().filter(info -> info.getClassName().startsWith("org.stylestack."))
                .map(info -> CommandDeclaration.of(classOf(info.getClassName())));
    }

    private static Class<? extends StackCommand> classOf(String name) {
        try {
            return Class.forName(name).asSubclass(StackCommand.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void findsTheCommands() {
        assertTrue(all().anyMatch(declaration -> declaration.type() == GenerateFaces.class));
    }

    @ParameterizedTest
    @MethodSource("all")
    void noKeyEndsAnother(CommandDeclaration declaration) {
        List<String> keys = declaration.parameters().stream().map(CommandParameter::key).toList();
        for (String key : keys) {
            assertEquals(key.toLowerCase(Locale.ROOT), key, "macros type keys in lower case");
            assertEquals(List.of(key), keys.stream().filter(other -> other.endsWith(key)).toList(), "ImageJ confuses such keys");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyParameterExplainsItselfAndIsForgotten(CommandDeclaration declaration) {
        for (CommandParameter parameter : declaration.parameters()) {
            assertFalse(parameter.label().isBlank(), parameter.key());
            assertTrue(parameter.help().endsWith("."), parameter.key());
            assertFalse(parameter.field().getAnnotation(Parameter.class).persist(),
                    parameter.key() + ": a macro without it would take the last session's value");
            assertEquals(parameter.initial(), parameter.parse(parameter.initialText()), parameter.key());
        }
    }

    @Test
    void choicesAreThoseOfTheCode() {
        assertEquals(words(Rng.values()), FACES.parameter("rng").choices());
        assertEquals(words(NoiseMode.values()), FACES.parameter("noise").choices());
        assertEquals(words(Fallback.values()), FACES.parameter("fallback").choices());
        List<String> given = words(Kind.values()).stream().filter(word -> !word.equals("measured")).toList();
        assertEquals(given, FACES.parameter("outputs").choices());
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    }

    @Test
    void givesTheOptions() throws IOException {
        GenerateFaces command = (GenerateFaces) FACES.create(Map.of("seeds", "5-6,42", "psi", " -0.5 ", "noise", "Random", "noise_seed", "4294967295",
                "rng", "torch", "outputs", "faces, Layers", "mix", "7", "batch", "3"));
        GenerateOptions options = command.options(Progress.SILENT);
        assertEquals(GenerateOptions.drawn("seeds", "5-6,42", Rng.TORCH), options.latents());
        assertEquals(-0.5, options.psi());
        assertEquals(NoiseMode.RANDOM, options.noise());
        assertEquals(4294967295L, options.noiseSeed());
        assertEquals(Optional.of(GenerateOptions.drawn("mix", "7", Rng.TORCH)), options.mix());
        assertEquals(3, options.batch());
        assertEquals(Set.of(Kind.FACES, Kind.LAYERS), command.kinds());
        assertEquals(-1, options.cutoff());
        assertEquals(8, ((GenerateFaces) FACES.create(Map.of())).options(Progress.SILENT).latents().count());
    }

    @Test
    void valuesMakeTheSameCommand() {
        Map<String, String> values = FACES.values(FACES.create(Map.of("psi", "1e-7", "mix", "3", "mean_seed", "9")));
        assertEquals("0.0000001", values.get("psi"));
        assertEquals(values, FACES.values(FACES.create(values)));
        assertEquals(FACES.parameters().stream().map(CommandParameter::key).toList(), List.copyOf(values.keySet()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "psi | abc | psi: \"abc\" is not allowed; give a number",
        "psi | NaN | psi: \"NaN\" is not allowed; give a number",
        "psi | 1e999 | psi: \"1E+999\" is not allowed; give a number",
        "cutoff | 1.5 | cutoff: \"1.5\" is not allowed; give a whole number, -1 or more",
        "noise_seed | 4294967296 | noise_seed: \"4294967296\" is not allowed; give a whole number from 0 to 4294967295",
        "noise | loud | noise: \"loud\" is not allowed; give constant, random, none",
        "outputs | faces,hair | outputs: \"faces,hair\" is not allowed; give one or more of faces, skips, rgb, layers, convolutions, latents, styles",
        "sed | 3 | sed: Generate Faces... has no such parameter; did you mean seeds?",
        "noise-seed | 3 | noise-seed: Generate Faces... has no such parameter; did you mean noise_seed?",
    })
    void refusesInOneSentence(String key, String value, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> FACES.create(Map.of(key, value))).getMessage());
    }

    @Test
    void listsTheKeysWhereNoneIsNear() {
        String message = assertThrows(IllegalArgumentException.class, () -> FACES.create(Map.of("temperature", "1"))).getMessage();
        assertTrue(message.startsWith("temperature: Generate Faces... has no such parameter; it has model, generator, class, seeds, "), message);
    }

    @Test
    void optionsRefuseWrongSeedsByTheirParameter() {
        GenerateFaces command = (GenerateFaces) FACES.create(Map.of("mix", "7-3"));
        assertEquals("mix: the range 7-3 runs backwards; write 3-7",
                assertThrows(IllegalArgumentException.class, () -> command.options(Progress.SILENT)).getMessage());
    }
}
