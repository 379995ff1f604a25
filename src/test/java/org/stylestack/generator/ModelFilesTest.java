package org.stylestack.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.CheckpointException;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.Recipe;
import org.stylestack.synthesis.Synthesis;

/** Every file of weights gives the numbers of the reference programs. */
@Tag("all-fixtures")
class ModelFilesTest {

    private static final float[] NO_LABEL = new float[0];

    /** An image of seed 85 by noise and truncation, or an inner value of the one with constant noise; seed 0 for classes. */
    private static final Pattern GOLDEN = Pattern.compile(
            "(seed85|seed0(?=/c))/(?:(c\\w+)/)?(w|img_(const|none|noise_in)(?:_psi([0-9.]+)(?:_cut(\\d+))?)?|(?:feat/b\\d+\\.(?:conv\\d|skip|x)|style/.*|rgb/.*(?:own|sum)))");

    private final Map<String, Map<String, float[]>> runs = new HashMap<>();

    static Stream<Arguments> filesOnDevices() {
        return Fixtures.models().entrySet().stream().flatMap(file -> TestDevices.names().stream()
                .map(device -> Arguments.of(file.getKey(), device, file.getValue())));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("filesOnDevices")
    void givesTheGoldens(String file, String device, JsonObject entry) throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.file(file)));
        String group = entry.get("golden").getAsString();
        int compared = 0;
        try (Layers layers = TestDevices.open(device); Network network = new Network(generator, layers)) {
            if (group.equals("concat32")) {
                compareConcatenated(network);
                return;
            }
            for (String name : Fixtures.names(group)) {
                Matcher golden = GOLDEN.matcher(name);
                if (golden.matches() && isPossible(generator, golden)) {
                    compare(network, group, name, golden);
                    compared++;
                }
            }
            compareGivenLatents(network, group);
        }
        assertTrue(compared >= 3, file + ": only " + compared + " goldens could be compared");
    }

    /** Without planes only noise "none" can match, and without a mean of w no truncation. */
    private static boolean isPossible(Generator generator, Matcher golden) {
        boolean inner = golden.group(4) == null && !golden.group(3).equals("w");
        boolean constant = inner || "const".equals(golden.group(4));
        return (hasPlanes(generator) || !constant) && (generator.meanW().isPresent() || golden.group(5) == null);
    }

    private static boolean hasPlanes(Generator generator) {
        return generator.noisyLayers().get(0).noise().orElseThrow().plane().isPresent();
    }

    private void compare(Network network, String group, String name, Matcher golden) throws IOException {
        Generator generator = network.generator();
        String seed = golden.group(1);
        double psi = golden.group(5) == null ? 1 : Double.parseDouble(golden.group(5));
        int cutoff = golden.group(6) == null ? -1 : Integer.parseInt(golden.group(6));
        String noise = golden.group(4) != null ? golden.group(4) : hasPlanes(generator) ? "const" : "none";
        String key = String.join(" ", seed, golden.group(2), noise, golden.group(5), golden.group(6));
        if (!runs.containsKey(key)) {
            LatentSource z = new LatentSource.Z(Fixtures.golden(group, seed + "/z").values(), generator.zSize());
            float[] label = golden.group(2) == null ? NO_LABEL : Fixtures.golden(group, "label/" + golden.group(2)).values();
            Truncation truncation = psi == 1 ? Truncation.NONE : new Truncation(psi, cutoff, generator.meanW().orElseThrow().floats());
            runs.put(key, run(network, new Recipe(z, label, truncation, Optional.empty(),
                    noise(generator, group, golden.group(2) == null ? seed : seed + "/" + golden.group(2), noise),
                    EnumSet.allOf(Output.Kind.class), 0)));
        }
        Fixtures.golden(group, name).assertClose(runs.get(key).get(golden.group(4) != null ? "faces" : path(golden.group(3))));
    }

    private static Noise noise(Generator generator, String group, String sample, String kind) {
        if (kind.equals("const")) {
            return new Noise.Constant();
        } else if (kind.equals("none")) {
            return new Noise.None();
        }
        Map<String, float[]> planes = new HashMap<>();
        for (ConvolutionParameters layer : generator.noisyLayers()) {
            planes.put(layer.name(), Fixtures.golden(group, sample + "/noise_in/" + layer.name()).values());
        }
        return new Noise.Given(planes);
    }

    /** Where an output of this golden name is kept: {@code rgb/b8.sum} is {@code skips/0008}. */
    private static String path(String golden) {
        String[] parts = golden.split("[/.]");
        return switch (parts[0]) {
            case "w" -> "latents/w";
            // Without a residual branch, what leaves the block leaves its last layer.
            case "feat" -> "layers/" + golden.substring("feat/".length()).replace("b4.x", "b4.conv1");
            case "style" -> "styles/" + golden.substring("style/".length());
            default -> "%s/%04d".formatted(parts[2].equals("own") ? "rgb" : "skips", Integer.parseInt(parts[1].substring(1)));
        };
    }

    private static void compareGivenLatents(Network network, String group) throws IOException {
        Generator generator = network.generator();
        if (!Fixtures.names(group).contains("wplus/ws") || !hasPlanes(generator)) {
            return;
        }
        int size = generator.wSize();
        LatentSource wPlus = new LatentSource.WPlus(Fixtures.golden(group, "wplus/ws").values(), size, generator.latentCount());
        LatentSource w = new LatentSource.W(Fixtures.golden(group, "wspace/w").values(), size);
        for (Map.Entry<String, LatentSource> latents : Map.of("wplus", wPlus, "wspace", w).entrySet()) {
            Recipe recipe = new Recipe(latents.getValue(), NO_LABEL, Truncation.NONE, Optional.empty(), new Noise.Constant(),
                    EnumSet.of(Output.Kind.FACES), 0);
            Fixtures.golden(group, latents.getKey() + "/img_const").assertClose(run(network, recipe).get("faces"));
        }
    }

    /** GPEN's generators take feature maps for noise. */
    private static void compareConcatenated(Network network) throws IOException {
        Map<String, float[]> maps = new HashMap<>();
        Map<String, float[]> zeros = new HashMap<>();
        for (ConvolutionParameters layer : network.generator().noisyLayers()) {
            float[] map = Fixtures.golden("concat32", "noise_in/" + network.generator().resolutionOf(layer)).values();
            maps.put(layer.name(), map);
            zeros.put(layer.name(), new float[map.length]);
        }
        for (String seed : List.of("seed0", "seed1", "seed85")) {
            Map<String, float[]> actual = runConcatenated(network, seed, maps);
            Fixtures.golden("concat32", seed + "/w").assertClose(actual.get("latents/w"));
            Fixtures.golden("concat32", seed + "/img").assertClose(actual.get("faces"));
        }
        Fixtures.golden("concat32", "seed0/img_zero_noise").assertClose(runConcatenated(network, "seed0", zeros).get("faces"));
        Map<String, float[]> layers = runConcatenated(network, "seed85", maps);
        Fixtures.golden("concat32", "seed85/out/conv1").assertClose(layers.get("layers/b4.conv1"));
        Fixtures.golden("concat32", "seed85/out/to_rgb1").assertClose(layers.get("skips/0004"));
        Fixtures.golden("concat32", "seed85/out/convs.0").assertClose(layers.get("layers/b8.conv0"));
        Fixtures.golden("concat32", "seed85/out/convs.5").assertClose(layers.get("layers/b32.conv1"));
        Fixtures.golden("concat32", "seed85/out/to_rgbs.1").assertClose(layers.get("skips/0016"));
    }

    private static Map<String, float[]> runConcatenated(Network network, String seed, Map<String, float[]> maps) throws IOException {
        LatentSource z = new LatentSource.Z(Fixtures.golden("concat32", seed + "/z").values(), network.generator().zSize());
        return run(network, new Recipe(z, NO_LABEL, Truncation.NONE, Optional.empty(), new Noise.Given(maps), EnumSet.allOf(Output.Kind.class), 0));
    }

    private static Map<String, float[]> run(Network network, Recipe recipe) throws IOException {
        Map<String, float[]> outputs = new HashMap<>();
        Synthesis.run(network, recipe, (output, first, shape, values) -> outputs.put(output.path(), values), Progress.SILENT);
        return outputs;
    }

    @Test
    void anotherGeneratorOfTheFileCanBeTaken() throws IOException {
        Checkpoint average = Checkpoint.open(Fixtures.model("canon32_rosinality.pt"));
        assertEquals("g_ema", average.generator());
        assertEquals(List.of("g_ema", "g"), average.generators());
        assertEquals("Gs", Checkpoint.open(Fixtures.model("canon32_tf.pkl")).generator());
        assertEquals("gen", Checkpoint.open(Fixtures.model("micro16_paddle_weight.pdparams"), "gen").generator());
        Checkpoint current = Checkpoint.open(Fixtures.model("canon32_ada.pkl"), "G");
        Checkpoint kept = Checkpoint.open(Fixtures.model("canon32_ada.pkl"));
        assertTrue(Generator.of(current).constant().floats()[0] != Generator.of(kept).constant().floats()[0]);
        assertThrows(CheckpointException.class, () -> Checkpoint.open(Fixtures.model("nano8_ada.pkl"), "G"));
    }

    @Test
    void meanOfWIsFoundBesideTheGenerator() throws IOException {
        float[] expected = Generator.of(Checkpoint.open(Fixtures.model("canon32_ada.pkl"))).meanW().orElseThrow().floats();
        for (String file : List.of("canon32_psp.pt", "canon32_tf.pkl", "canon32_rosinality_legacy.pt", "canon32.safetensors")) {
            assertArrayEquals(expected, Generator.of(Checkpoint.open(Fixtures.model(file))).meanW().orElseThrow().floats(), file);
        }
    }

    @Test
    void sourceCodeInAFileIsIgnored() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.file("hostile/ada_source_is_code.pkl")));
        try (Layers layers = TestDevices.open("java"); Network network = new Network(generator, layers)) {
            LatentSource z = new LatentSource.Z(Fixtures.golden("nano8", "seed85/z").values(), generator.zSize());
            Recipe recipe = new Recipe(z, NO_LABEL, Truncation.NONE, Optional.empty(), new Noise.Constant(), EnumSet.of(Output.Kind.FACES), 0);
            Fixtures.golden("nano8", "seed85/img_const").assertClose(run(network, recipe).get("faces"));
        }
    }
}
