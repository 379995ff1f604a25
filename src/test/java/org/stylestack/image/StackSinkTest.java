package org.stylestack.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.imglib2.img.Img;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stylestack.checkpoint.Checkpoint;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.generator.Generator;
import org.stylestack.latent.Rng;
import org.stylestack.latent.Seeds;
import org.stylestack.latent.Truncation;
import org.stylestack.layer.Layers;
import org.stylestack.layer.Shape;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Network;
import org.stylestack.synthesis.Noise;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;
import org.stylestack.synthesis.Recipe;
import org.stylestack.synthesis.Synthesis;

class StackSinkTest {

    private static final Provenance PROVENANCE = new Provenance(new LinkedHashMap<>(Map.of("psi", "1.0", "seeds", "0,85")));
    private static StackSink sink;

    /** Seeds 0 and 85 of canon32, everything. */
    @BeforeAll
    static void generate() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        LatentSource latents = seeds("0,85");
        Set<Kind> everything = EnumSet.allOf(Kind.class);
        sink = new StackSink(generator, everything, new Samples(latents, Optional.empty(), 1));
        try (Layers layers = TestDevices.open("java"); Network network = new Network(generator, layers)) {
            Recipe recipe = new Recipe(latents, new float[0], Truncation.NONE, Optional.empty(), new Noise.Constant(), everything, 1);
            Synthesis.run(network, recipe, sink, Progress.SILENT);
        }
    }

    private static LatentSource.Drawn seeds(String seeds) {
        return new LatentSource.Drawn(Seeds.parse(seeds), Rng.NUMPY);
    }

    /** So that a large stack is begun at once, and can be cancelled. */
    @Test
    void planesTakeTheirRoomWhenTheyCome() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        StackSink blank = new StackSink(generator, Set.of(Kind.FACES), new Samples(seeds("0-1"), Optional.empty(), 1));
        PlanarImg<?, ?> faces = (PlanarImg<?, ?>) blank.images().get(Output.FACES);
        assertSame(faces.getPlane(0), faces.getPlane(5));
        float[] values = new float[3 * 32 * 32];
        values[32 * 32] = 0.5f;
        blank.accept(Output.FACES, 1, new Shape(1, 3, 32, 32), values);
        assertSame(faces.getPlane(0), faces.getPlane(2));
        assertEquals(0.5f, blank.images().get(Output.FACES).getAt(0, 0, 1, 1).get());
        assertEquals(0, blank.images().get(Output.FACES).getAt(0, 0, 1, 0).get());
    }

    @Test
    void imagesHoldTheNetworksNumbers() {
        Img<FloatType> faces = sink.images().get(Output.FACES);
        assertArrayEquals(new long[] {32, 32, 3, 2}, faces.dimensionsAsLongArray());
        Fixtures.golden("canon32", "seed85/img_const").assertClose(sample(faces, 1));
        Fixtures.golden("canon32", "seed0/img_const").assertClose(sample(faces, 0));
        Fixtures.golden("canon32", "seed85/rgb/b8.sum").assertClose(sample(sink.images().get(Output.skips(8)), 1));
        Fixtures.golden("canon32", "seed85/feat/b16.conv0")
                .assertClose(sample(sink.images().get(new Output(Kind.LAYERS, "b16.conv0")), 1));
        Fixtures.golden("canon32", "seed0/w").assertClose(sample(sink.images().get(Output.W), 0));
    }

    @Test
    void facesAreRoundedAsByNvidia() {
        ImagePlus faces = sink.stacks(PROVENANCE).get(Output.FACES);
        float[] golden = Fixtures.golden("canon32", "seed85/img_const/u8_nvidia").values();
        ImageProcessor face = faces.getStack().getProcessor(2);
        for (int k = 0; k < 32 * 32; k++) {
            for (int c = 0; c < 3; c++) {
                int value = face.get(k) >> (16 - 8 * c) & 0xff;
                assertEquals(golden[3 * k + c], value, 1, "pixel " + k + " channel " + c);
            }
        }
    }

    @Test
    void roundingClampsAndTruncates() {
        Samples samples = new Samples(seeds("0"), Optional.empty(), 1);
        Slices slices = new Slices(Output.FACES, new Shape(1, 1, 1, 5), samples, 5, 1, true);
        float[] values = {-2, -1, 0, 0.999f, 7};
        assertArrayEquals(new byte[] {0, 0, (byte) 128, (byte) 255, (byte) 255}, (byte[]) slices.slice(0, index -> values).getPixels());
    }

    @Test
    void stacksAreLabelledCalibratedAndKnowTheirOrigin() {
        Map<Output, ImagePlus> stacks = sink.stacks(PROVENANCE);
        ImagePlus faces = stacks.get(Output.FACES);
        assertTrue(faces.getProcessor() instanceof ColorProcessor);
        assertArrayEquals(new int[] {32, 32, 1, 2, 1}, faces.getDimensions());
        assertEquals("seed 85 psi 1", faces.getStack().getSliceLabel(2));
        assertEquals(PROVENANCE, Provenance.parse(faces.getInfoProperty()));
        assertEquals("1.0", faces.getStringProperty("psi"), "what the macro function getInfo(\"psi\") gives");

        ImagePlus layer = stacks.get(new Output(Kind.LAYERS, "b8.conv1"));
        assertEquals("layers b8.conv1", layer.getTitle());
        assertArrayEquals(new int[] {8, 8, 32, 2, 1}, layer.getDimensions());
        assertEquals("seed 85 psi 1 channel 3", layer.getStack().getSliceLabel(layer.getStackIndex(4, 2, 1)));
        assertEquals(4, layer.getCalibration().pixelWidth, "an element of 8×8 covers 4 of the face's 32 pixels");
        assertEquals("pixel", layer.getCalibration().getUnit());
        float[] golden = Fixtures.golden("canon32", "seed85/feat/b8.conv1").values();
        ImageProcessor channel = layer.getStack().getProcessor(layer.getStackIndex(4, 2, 1));
        assertEquals(golden[3 * 64 + 5], channel.getf(5), 1e-5);

        assertArrayEquals(new int[] {64, 8, 1, 2, 1}, stacks.get(Output.W_PLUS).getDimensions());
    }

    @Test
    void mixedSamplesAreNamedByBothSeeds() {
        Samples samples = new Samples(seeds("3,4"), Optional.of(seeds("7")), 0.7);
        assertEquals("seed 4 mix 7 psi 0.7", samples.label(1));
        assertEquals("seed0004-mix0007", samples.fileName(1));
    }

    @Test
    void tooManySamplesAreRefusedBeforeAnythingIsComputed() throws IOException {
        Generator generator = Generator.of(Checkpoint.open(Fixtures.model("canon32.safetensors")));
        Samples samples = new Samples(seeds("0-4294967295"), Optional.empty(), 1);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                () -> new StackSink(generator, Set.of(Kind.FACES), samples));
        assertTrue(refusal.getMessage().startsWith("memory: the stacks of 4294967296 samples need 67,108,864 MB"), refusal.getMessage());
    }

    private static float[] sample(Img<FloatType> image, int index) {
        int size = (int) (image.size() / image.dimension(3));
        float[] values = new float[size];
        int k = 0;
        for (FloatType value : image) {
            if (k / size == index) {
                values[k % size] = value.get();
            }
            k++;
        }
        return values;
    }
}
