package org.stylestack.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.Opener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.checkpoint.TensorFile;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.image.Provenance;
import org.stylestack.latent.Rng;
import org.stylestack.layer.Layers;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/** The shell's {@code directions} and {@code edit} on canon32, whose w+ is 8×64. */
class DirectionsCommandTest {

    private static final Path MODEL = Fixtures.model("canon32.safetensors");
    private static final int PICTURE = 3 * 32 * 32;

    @TempDir
    private Path folder;

    private Shell directions(String arguments) {
        return Shell.run(("directions " + arguments + " --device java --model " + MODEL + " --out "
                + folder.resolve("d.safetensors")).split(" "));
    }

    private Shell edit(String arguments) {
        return Shell.run(("edit --device java --model " + MODEL + " --out " + folder.resolve("out") + " " + arguments).split(" "));
    }

    @Test
    void sefaIsNumPysAndSaysHowItWasMade() throws IOException {
        Shell shell = directions("sefa --count 10");
        assertEquals(0, shell.status(), shell.err().toString());
        assertEquals(folder.resolve("d.safetensors").toString(), shell.out().strip());
        Map<String, Tensor> tensors = TensorFile.open(folder.resolve("d.safetensors")).tensors();
        Fixtures.npy("analysis/sefa_directions.npy").assertClose(tensors.get("directions").floats());
        String header = Files.readString(folder.resolve("d.safetensors"), StandardCharsets.ISO_8859_1);
        assertTrue(header.contains("\"method\":\"sefa\"") && header.contains("\"layers\":\"conv*\"")
                && header.contains("\"model_sha256\":"), header);
    }

    @Test
    void principalComponentsAreWrittenWithMeanAndDeviations() throws IOException {
        Shell shell = directions("pca --samples 500 --seed 7");
        assertEquals(0, shell.status(), shell.err().toString());
        Map<String, Tensor> tensors = TensorFile.open(folder.resolve("d.safetensors")).tensors();
        assertArrayEquals(new int[] {64, 64}, tensors.get("directions").shape());
        assertArrayEquals(new int[] {64}, tensors.get("stdev").shape());
        float sum = 0;
        for (float share : tensors.get("explained").floats()) {
            sum += share;
        }
        assertEquals(1, sum, 1e-5);
        assertTrue(shell.err().stream().anyMatch(line -> line.startsWith("Shares of the variance")), shell.err().toString());
    }

    @Test
    void editedFacesAreThoseOfTheMovedLatents() throws IOException {
        directions("pca --samples 500 --count 3");
        Shell shell = edit("--seeds 0,85 --directions " + folder.resolve("d.safetensors")
                + " --component 2 --strength -3:3:3 --layers 1-4 --psi 0.7 --format npy");
        assertEquals(0, shell.status(), shell.err().toString());
        float[] edited = Shell.array(folder.resolve("out/edit.npy"));
        assertEquals(6 * PICTURE, edited.length);
        Map<String, Tensor> tensors = TensorFile.open(folder.resolve("d.safetensors")).tensors();
        float[] vectors = tensors.get("directions").floats();
        float stdev = tensors.get("stdev").floats()[2];
        Generator generator = Generator.of(Checkpoint.open(MODEL));
        float[] mean = generator.meanW().orElseThrow().floats();
        try (Layers layers = TestDevices.open("java"); Network network = new Network(generator, layers)) {
            for (int n = 0; n < 6; n++) {
                float[] w = network.map(Rng.NUMPY.z(n < 3 ? 0 : 85, 64), new float[0]);
                float[] wPlus = new float[8 * 64];
                for (int k = 0; k < wPlus.length; k++) {
                    float strength = k / 64 >= 1 && k / 64 <= 4 ? -3 + 3 * (n % 3) : 0;
                    wPlus[k] = mean[k % 64] + 0.7f * (w[k % 64] - mean[k % 64]) + strength * stdev * vectors[2 * 64 + k % 64];
                }
                float[][] expected = new float[1][];
                network.synthesize(wPlus, new Noise.Constant(), new long[1], 0, Set.of(Kind.FACES),
                        (output, first, shape, values) -> expected[0] = values, Progress.SILENT);
                assertArrayEquals(expected[0], Arrays.copyOfRange(edited, n * PICTURE, (n + 1) * PICTURE), 1e-5f, "picture " + n);
            }
        }
        Fixtures.golden("canon32", "seed85/img_const_psi0.7").assertClose(Arrays.copyOfRange(edited, 4 * PICTURE, 5 * PICTURE),
                5e-5);
    }

    @Test
    void stacksAreLabelledAndKnowHowTheyWereMade() {
        Shell shell = edit("--seeds 3 --directions " + Fixtures.file("latents/canon32_factor_rosinality.pt") + " --strength 0,1.5");
        assertEquals(0, shell.status(), shell.err().toString());
        ImagePlus edit = new Opener().openImage(folder.resolve("out/edit.tif").toString());
        assertEquals("seed 3 component 0 strength 1.5 psi 1", edit.getStack().getSliceLabel(2));
        assertEquals("Edit Along Direction...", Provenance.parse(edit.getInfoProperty()).entries().get("command"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "directions sefa                       | 2 | --out: no file is named; give one to write, like directions.safetensors",
        "directions ica --out x.safetensors    | 2 | method: \"ica\" is not allowed; give sefa, pca",
        "directions sefa --layers b64 --out x.safetensors --model M | 2 | --layers: \"b64\" means no layer of this model; write"
                + " b16.*",
        "directions sefa --count 65 --out x.safetensors --model M   | 2 | --count: 65 directions were asked for, but w of this"
                + " model has 64 numbers",
        "directions sefa --out no/such/x.safetensors                | 1 | --out: the folder",
        "edit --out O                          | 2 | --directions: no file is named; make one by Directions..., or give one"
                + " that is there",
        "edit --out O --directions M           | 1 | M: a tensor called directions or eigvec, or a single one, was expected",
        "edit --out O --directions D --component 64 --model M | 2 | --component: 64 is none of the 64 directions; give 0 to 63",
        "edit --out O --directions D --strength 1:2 --model M | 2 | --strength: \"1:2\" is no range of strengths",
    })
    void mistakesAreOneSentence(String arguments, int status, String message) throws IOException {
        Map<String, String> files = Map.of("M", MODEL.toString(), "O", folder.resolve("out").toString(),
                "D", Fixtures.file("latents/canon32_factor_rosinality.pt").toString());
        String[] words = arguments.split(" ");
        Arrays.setAll(words, k -> files.getOrDefault(words[k], words[k]));
        Shell shell = Shell.run(words);
        assertEquals(status, shell.status(), shell.err().toString());
        String said = shell.err().get(shell.err().size() - 1);
        assertTrue(said.startsWith(message.startsWith("M:") ? MODEL + message.substring(1) : message), said);
        assertEquals(List.of(), Shell.files(folder));
    }

    @Test
    void nothingIsOverwrittenUnasked() throws IOException {
        directions("sefa --count 1");
        byte[] before = Files.readAllBytes(folder.resolve("d.safetensors"));
        Shell shell = directions("sefa --count 2");
        assertEquals(1, shell.status());
        assertTrue(shell.err().get(0).contains("is there already; choose another name, or say that it may be overwritten"),
                shell.err().toString());
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("d.safetensors")));
        assertEquals(0, directions("sefa --count 2 --overwrite").status());
    }

    @Test
    @Tag("all-fixtures")
    void sefaAsksForNoClass() {
        Shell shell = Shell.run("directions", "sefa", "--model", Fixtures.model("cond32_ada.pkl").toString(), "--device", "java", "--out",
                folder.resolve("cond.safetensors").toString());
        assertEquals(0, shell.status(), shell.err().toString());
    }
}
