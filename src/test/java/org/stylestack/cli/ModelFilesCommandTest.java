package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stylestack.checkpoint.SafetensorsWriter;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.fixture.Fixtures;

/** What the shell makes of files of every kind: classes, generators, noise, latents and conversions. */
@Tag("all-fixtures")
class ModelFilesCommandTest {

    @TempDir
    private Path folder;

    private float[] faces(Path model, String arguments) throws IOException {
        Path out = folder.resolve("out");
        Shell.generate(out, "--device java --format npy --save faces --overwrite --model " + model + " " + arguments);
        return Shell.array(out.resolve("faces.npy"));
    }

    private String refusal(int status, String... arguments) throws IOException {
        List<String> before = Shell.files(folder);
        Shell shell = Shell.run(arguments);
        assertEquals(status, shell.status(), String.join("\n", shell.err()));
        assertEquals(1, shell.err().size(), String.join("\n", shell.err()));
        assertEquals(before, Shell.files(folder));
        return shell.err().get(0);
    }

    private String refusedFaces(int status, String model, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("generate", "--device", "java", "--model", Fixtures.model(model).toString(), "--out",
                folder.resolve("refused").toString()));
        all.addAll(List.of(arguments));
        return refusal(status, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cond32_ada.pkl", "cond32_tf.pkl"})
    void classesAreIndicesOrVectors(String file) throws IOException {
        Path model = Fixtures.model(file);
        Fixtures.golden("cond32", "seed85/c0/img_const").assertClose(faces(model, "--seeds 85 --class 0"));
        Fixtures.golden("cond32", "seed0/c3/img_const").assertClose(faces(model, "--seeds 0 --class 3"));
        Fixtures.golden("cond32", "seed85/c0/img_const_psi0.7_cut4").assertClose(faces(model, "--seeds 85 --class 0 --psi 0.7 --cutoff 4"));
        String mixed = IntStream.range(0, 4).mapToObj(k -> Float.toString(Fixtures.golden("cond32", "label/cmixed").values()[k]))
                .collect(Collectors.joining(","));
        Fixtures.golden("cond32", "seed85/cmixed/img_const").assertClose(faces(model, "--seeds 85 --class " + mixed));
    }

    @Test
    void givenWNeedNoClass() throws IOException {
        Path w = Shell.save(folder.resolve("w.npy"), Fixtures.golden("cond32", "wspace/w").values(), 1, 32);
        Fixtures.golden("cond32", "wspace/img_const").assertClose(faces(Fixtures.model("cond32_ada.pkl"), "--w " + w));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "cond32_ada.pkl | '' | --class: the model has 4 classes, and which is meant is not given; give one from 0 to 3, or 4 numbers between commas",
        "cond32_ada.pkl | 4 | --class: 4 is no class of the model; give one from 0 to 3, or 4 numbers between commas",
        "cond32_ada.pkl | 0,1 | --class: 2 numbers are given for 4 classes; give one from 0 to 3, or 4 numbers between commas",
        "cond32_ada.pkl | cat | --class: \"cat\" is no class; give one from 0 to 3, or 4 numbers between commas",
        "cond32_ada.pkl | 0,1,NaN,0 | --class: \"NaN\" is not a finite number; give one from 0 to 3, or 4 numbers between commas",
        "canon32_ada.pkl | 0 | --class: \"0\" is given, but the model has no classes; leave it out",
    })
    void classesThatDoNotFitAreRefused(String model, String given, String message) throws IOException {
        assertEquals(message, refusedFaces(2, model, "--class", given));
    }

    @Test
    void anotherGeneratorOfTheFileIsTakenByItsName() throws IOException {
        Path model = Fixtures.model("canon32_ada.pkl");
        Fixtures.golden("canon32", "seed85/img_const").assertClose(faces(model, "--seeds 85 --generator G_ema"));
        assertFalse(Arrays.equals(faces(model, "--seeds 85"), faces(model, "--seeds 85 --generator G")));
        assertTrue(refusedFaces(1, "canon32_ada.pkl", "--generator", "D").endsWith(
                "canon32_ada.pkl: the file holds no generator named D; give one of G, G_ema"));
        assertTrue(refusedFaces(1, "canon32.safetensors", "--generator", "g_ema").contains("so give none"));
    }

    @Test
    void concatenatedNoiseIsGivenOrDrawn() throws IOException {
        Path model = Fixtures.model("concat32_gpen.pth");
        Map<String, Tensor> maps = new LinkedHashMap<>();
        for (String resolution : List.of("4", "8", "16", "32")) {
            Fixtures.Golden map = Fixtures.golden("concat32", "noise_in/" + resolution);
            maps.put(resolution, Tensor.of(map.values(), map.shape()));
        }
        Path noise = folder.resolve("noise.safetensors");
        SafetensorsWriter.write(noise, maps, Map.of());
        Fixtures.golden("concat32", "seed85/img").assertClose(faces(model, "--seeds 85 --noise-maps " + noise));
        Fixtures.golden("concat32", "seed0/img_zero_noise").assertClose(faces(model, "--seeds 0 --noise none"));
        float[] drawn = faces(model, "--seeds 85 --noise random --noise-seed 3");
        assertArrayEquals(drawn, faces(model, "--seeds 85 --noise random --noise-seed 3"));
        assertFalse(Arrays.equals(drawn, faces(model, "--seeds 85 --noise random --noise-seed 4")));
        assertTrue(refusedFaces(2, "concat32_gpen.pth", "--noise", "none", "--noise-maps", noise.toString()).startsWith("--noise-maps: "));
        assertTrue(refusedFaces(1, "canon32.safetensors", "--noise-maps", noise.toString()).contains("1×4×4 numbers are needed"));
        maps.remove("8");
        SafetensorsWriter.write(noise, maps, Map.of());
        assertTrue(refusedFaces(1, "concat32_gpen.pth", "--noise-maps", noise.toString()).contains("noise for the layer b8.conv0, an array"));
    }

    @Test
    void noiseMapsAreNamedByLayer() throws IOException {
        Map<String, Tensor> maps = new LinkedHashMap<>();
        for (String layer : List.of("b4.conv1", "b8.conv0", "b8.conv1", "b16.conv0", "b16.conv1", "b32.conv0", "b32.conv1")) {
            Fixtures.Golden map = Fixtures.golden("canon32", "seed85/noise_in/" + layer);
            maps.put(layer, Tensor.of(map.values(), map.shape()));
        }
        Path noise = folder.resolve("noise.safetensors");
        SafetensorsWriter.write(noise, maps, Map.of());
        Fixtures.golden("canon32", "seed85/img_noise_in").assertClose(faces(Fixtures.model("canon32_tf.pkl"), "--seeds 85 --noise-maps " + noise));
    }

    @ParameterizedTest
    @CsvSource({
        "--w, canon32_projected_w.npz, wplus",
        "--w, canon32_projected_w_deflated.npz, wplus",
        "--w, canon32_projection_rosinality.pt, wplus",
        "--w, canon32_w.npy, wspace",
        "--w, canon32_wplus.npy, wplus",
        "--w, canon32_wplus_fortran_f64_be.npy, wplus",
    })
    void latentsOfEveryProgramAreTaken(String option, String file, String golden) throws IOException {
        Fixtures.golden("canon32", golden + "/img_const")
                .assertClose(faces(Fixtures.model("canon32.safetensors"), option + " " + Fixtures.file("latents/" + file)));
    }

    @Test
    void filesThatHoldNoLatentsAreRefused() throws IOException {
        String message = refusedFaces(1, "canon32.safetensors", "--w", Fixtures.model("canon32_psp.pt").toString());
        assertTrue(message.contains("canon32_psp.pt: ") && message.contains("was expected"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "canon32_ada.pkl, --psi 0.7",
        "cond32_tf.pkl, --class 2 --psi 0.7",
        "resnet32_ada.pkl, --psi 0.7",
        "orig32_ada.pkl, --psi 0.7",
        "fp16cfg32_ada.pkl, --psi 0.7",
        "gray16_ada.pkl, --psi 0.7",
        "concat32_gpen.pth, --noise random",
    })
    void conversionsMakeTheSameFacesToTheBit(String file, String arguments) throws IOException {
        Path converted = folder.resolve("converted.safetensors");
        Shell shell = Shell.run("convert", "--model", Fixtures.model(file).toString(), "--to", "safetensors", "--out", converted.toString());
        assertEquals(converted.toString(), shell.out().strip(), String.join("\n", shell.err()));
        assertArrayEquals(faces(Fixtures.model(file), "--seeds 0,85 " + arguments), faces(converted, "--seeds 0,85 " + arguments));
        assertEquals(layers(Fixtures.model(file)), layers(converted));
    }

    private static JsonArray layers(Path model) {
        return info("--model", model.toString()).getAsJsonArray("layers");
    }

    private static JsonObject info(String... arguments) {
        List<String> all = new ArrayList<>(List.of("info", "--json"));
        all.addAll(List.of(arguments));
        return JsonParser.parseString(Shell.run(all.toArray(String[]::new)).out()).getAsJsonObject();
    }

    @Test
    void anotherGeneratorIsDescribedAndConverted() throws IOException {
        String model = Fixtures.model("canon32_ada.pkl").toString();
        assertEquals("G", info("--model", model, "--generator", "G").get("generator").getAsString());
        assertEquals("[\"G\",\"G_ema\"]", info("--model", model).get("generators").toString());
        Path converted = folder.resolve("g.safetensors");
        Shell.run("convert", "--model", model, "--generator", "G", "--to", "safetensors", "--out", converted.toString());
        assertArrayEquals(faces(Path.of(model), "--seeds 1 --generator G"), faces(converted, "--seeds 1"));
    }

    @Test
    void conversionsReplaceNothingUnasked() throws IOException {
        String model = Fixtures.model("nano8_ada.pkl").toString();
        Path mine = Files.writeString(folder.resolve("mine.safetensors"), "mine");
        assertEquals("--out: " + mine + " is there already; choose another file, or say that it may be overwritten",
                refusal(1, "convert", "--model", model, "--to", "safetensors", "--out", mine.toString()));
        assertEquals("mine", Files.readString(mine));
        assertTrue(refusal(1, "convert", "--model", model, "--to", "safetensors", "--out", folder.resolve("none/x.safetensors").toString())
                .contains("is not there; make it"));
        assertTrue(refusal(1, "convert", "--model", mine.toString(), "--to", "safetensors", "--out", folder.resolve("x").toString())
                .contains("mine.safetensors: "));
        assertTrue(refusal(2, "convert", "--model", model, "--to", "pt", "--out", mine.toString()).contains("--to"));
        assertEquals(0, Shell.run("convert", "--model", model, "--to", "safetensors", "--out", mine.toString(), "--overwrite").status());
        assertEquals(8, info("--model", mine.toString()).get("resolution").getAsInt());
    }
}
