package org.stylestack.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stylestack.analysis.Directions;
import org.stylestack.checkpoint.Tensor;
import org.stylestack.checkpoint.TensorFile;
import org.stylestack.command.CommandDeclaration;
import org.stylestack.command.GenerateFaces;
import org.stylestack.command.Generation;
import org.stylestack.command.Log;
import org.stylestack.command.OpenModel;
import org.stylestack.explore.ExploreSession.Picture;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;
import org.stylestack.image.Format;
import org.stylestack.imagej.explore.Explore;
import org.stylestack.latent.Rng;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Progress;

/** The session without a window, on a network whose faces the reference program computed, too. */
class ExploreSessionTest {

    private static final CommandDeclaration EXPLORE = CommandDeclaration.of(Explore.class);
    private static final Log NO_LOG = new Log() {
        @Override
        public void info(String message) {}

        @Override
        public void warn(String message) {}
    };

    @TempDir
    private Path folder;

    /** What a session tells, in its order. */
    private static class Told implements ExploreSession.Watcher {

        private final List<Picture> pictures = Collections.synchronizedList(new ArrayList<>());
        private final List<FrameTime> frames = Collections.synchronizedList(new ArrayList<>());
        private final CompletableFuture<String> failure = new CompletableFuture<>();

        @Override
        public void picture(Picture picture) {
            pictures.add(picture);
        }

        @Override
        public synchronized void frame(FrameTime time) {
            frames.add(time);
            notifyAll();
        }

        @Override
        public void failed(String message) {
            failure.complete(message);
        }

        synchronized void awaitFrames(int count) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (frames.size() < count) {
                assertTrue(System.nanoTime() < end, frames + " are too few frames");
                wait(1000);
            }
        }
    }

    private static Map<String, String> values(String device, String... given) {
        Map<String, String> texts = new HashMap<>(Map.of("model", Fixtures.model("canon32.safetensors").toString(),
                "precision", "exact", "device", device));
        for (int k = 0; k < given.length; k += 2) {
            texts.put(given[k], given[k + 1]);
        }
        return EXPLORE.values(EXPLORE.create(texts));
    }

    private static OpenModel open(String device) throws IOException {
        GenerateFaces faces = (GenerateFaces) CommandDeclaration.of(GenerateFaces.class).create(Map.of("model",
                Fixtures.model("canon32.safetensors").toString(), "precision", "exact", "device", device, "fallback", "fail"));
        return new Generation(faces.options(Progress.SILENT), NO_LOG, Progress.SILENT).open(Progress.SILENT);
    }

    private static ExploredModel explored(OpenModel model) {
        return new ExploredModel(model, Rng.NUMPY, Progress.SILENT);
    }

    static List<String> devices() {
        return TestDevices.names();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void facesAreThoseOfTheReferenceProgram(String device) throws Exception {
        OpenModel model = open(device);
        try (ExploreSession session = new ExploreSession(explored(model), new Told())) {
            Fixtures.golden("canon32", "seed85/img_const")
                    .assertClose(session.take(Settings.parse(values(device, "face", "85"), model.generator())).get());
            Fixtures.golden("canon32", "seed85/img_const_psi0.7_cut4").assertClose(session.take(Settings.parse(
                    values(device, "face", "85", "psi", "0.7", "cutoff", "4"), model.generator())).get());
            Fixtures.golden("canon32", "seed85/img_none").assertClose(session.take(Settings.parse(
                    values(device, "face", "85", "noise_strength", "0"), model.generator())).get());
            Fixtures.golden("canon32", "mix_0_1_at3/img_const").assertClose(session.take(Settings.parse(
                    values(device, "face", "0", "mix", "1", "mix_layers", "3-7"), model.generator())).get());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Generate Faces...       | face=85 psi=0.7 cutoff=3",
        "Generate Faces...       | face=4294967295 noise=random noise_seed=9",
        "Generate Faces...       | face=3 mix=1 mix_layers=5-7 psi=0.7",
        "Style Mixing...         | face=3 mix=1 mix_layers=0-1,4 noise=random",
        "Edit Along Direction... | face=3 directions=@ strengths=1:-1.25 edit_layers=2-5 psi=0.5",
        "Explore...              | face=3 directions=@ strengths=0:2,1:-1.25 edit_layers=2-5 mix=7 mix_layers=coarse",
        "Explore...              | face=3.25,0.5 psi=0.7",
        "Explore...              | face=3 noise_strength=2.5 noise=random",
    })
    void aRecordingMakesTheSameFace(String command, String options) throws Exception {
        float[] vectors = new float[2 * 64];
        for (int k = 0; k < vectors.length; k++) {
            vectors[k] = (float) Math.sin(k);
        }
        Path directions = folder.resolve("directions.safetensors");
        new Directions(Tensor.of(vectors, 2, 64), Map.of()).write(directions, Map.of());
        Map<String, String> texts = List.of(options.replace("@", directions.toString()).split(" ")).stream()
                .map(option -> option.split("=")).collect(Collectors.toMap(option -> option[0], option -> option[1]));
        Map<String, String> given = values("java");
        given.putAll(texts);
        OpenModel model = open("java");
        try (ExploreSession session = new ExploreSession(explored(model), new Told())) {
            Settings settings = Settings.parse(given, model.generator());
            Recording recording = Recording.of(settings, EXPLORE, given, model.generator());
            assertEquals(command, recording.command().label());
            assertEquals(settings.texts(), Settings.parse(EXPLORE.values(EXPLORE.create(withTexts(given, settings))),
                    model.generator()).texts());
            recording.command().create(recording.values()).save(folder.resolve("out"), Format.NPY, false, NO_LOG, Progress.SILENT);
            String name = Map.of("Generate Faces...", "faces", "Style Mixing...", "grid", "Edit Along Direction...", "edit", "Explore...",
                    "face").get(command);
            float[] made = TensorFile.open(folder.resolve("out/" + name + ".npy")).tensors().values().iterator().next().floats();
            assertArrayEquals(made, session.take(settings).get());
        }
    }

    private static Map<String, String> withTexts(Map<String, String> values, Settings settings) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(settings.texts());
        return all;
    }

    @Test
    void betweenSeedsWIsBlended() throws Exception {
        OpenModel model = open("java");
        try (ExploredModel explored = explored(model)) {
            float[] between = explored.wPlus(Settings.parse(values("java", "face", "3.25,0"), model.generator()));
            float[] left = explored.wPlus(Settings.parse(values("java", "face", "3"), model.generator()));
            float[] right = explored.wPlus(Settings.parse(values("java", "face", "4"), model.generator()));
            for (int k = 0; k < between.length; k++) {
                assertEquals(0.75 * left[k] + 0.25 * right[k], between[k], 1e-6 * Math.max(1, Math.abs(between[k])));
            }
        }
    }

    @Test
    void skipsComeFirstAndTheLayerThatIsViewed() throws Exception {
        OpenModel model = open("java");
        Told told = new Told();
        try (ExploreSession session = new ExploreSession(explored(model), told)) {
            session.show(Settings.parse(values("java", "face", "85"), model.generator()), Optional.of("b8.conv1"));
            told.awaitFrames(1);
        }
        assertEquals(List.of("skips/0004", "layers/b8.conv1", "skips/0008", "skips/0016", "faces"),
                told.pictures.stream().map(picture -> picture.output().path()).toList());
        Fixtures.golden("canon32", "seed85/feat/b8.conv1").assertClose(told.pictures.get(1).values());
        Fixtures.golden("canon32", "seed85/rgb/b16.sum").assertClose(told.pictures.get(3).values());
        assertTrue(told.pictures.get(0).isDue(), "nothing is known of how fast the next will come");
        FrameTime time = told.frames.get(0);
        assertEquals(32, time.resolution());
        assertTrue(0 < time.firstMilliseconds() && time.firstMilliseconds() < time.milliseconds(), time.toString());
    }

    @Test
    void newerSettingsEndTheFrameAndPassOverThoseBetween() throws Exception {
        OpenModel model = open("java");
        List<Settings> settings = new ArrayList<>();
        for (int seed = 0; seed < 50; seed++) {
            settings.add(Settings.parse(values("java", "face", Integer.toString(seed)), model.generator()));
        }
        CompletableFuture<ExploreSession> opened = new CompletableFuture<>();
        Told told = new Told() {
            @Override
            public void picture(Picture picture) {
                super.picture(picture);
                if (picture.settings().equals(settings.get(0))) {
                    settings.forEach(next -> opened.join().show(next, Optional.empty()));
                }
            }
        };
        try (ExploreSession session = new ExploreSession(explored(model), told)) {
            opened.complete(session);
            session.show(settings.get(0), Optional.empty());
            told.awaitFrames(2);
        }
        assertEquals(List.of("0 skips/0004", "49 skips/0004", "49 skips/0008", "49 skips/0016", "49 faces"),
                told.pictures.stream().map(picture -> picture.settings().point().text() + " " + picture.output().path()).toList());
        assertEquals(List.of(4, 32), told.frames.stream().map(FrameTime::resolution).toList());
    }

    @Test
    void whatIsTakenIsComputedWhateverIsShownMeanwhile() throws Exception {
        OpenModel model = open("java");
        Settings kept = Settings.parse(values("java", "face", "85"), model.generator());
        Settings shown = Settings.parse(values("java", "face", "1"), model.generator());
        try (ExploreSession session = new ExploreSession(explored(model), new Told())) {
            CompletableFuture<float[]> face = session.take(kept);
            while (!face.isDone()) {
                session.show(shown, Optional.empty());
            }
            Fixtures.golden("canon32", "seed85/img_const").assertClose(face.get());
        }
    }

    @Test
    void aFrameThatFailsIsToldAndTheNextIsShown() throws Exception {
        OpenModel model = open("java");
        Settings good = Settings.parse(values("java", "face", "85"), model.generator());
        BitSet all = new BitSet();
        all.set(0, 8);
        // Of a model whose w is longer.
        Edit wrong = new Edit(Path.of("wrong"), new Directions(Tensor.of(new float[4096], 1, 4096), Map.of()),
                new TreeMap<>(Map.of(0, 1.0)), all);
        Told told = new Told();
        try (ExploreSession session = new ExploreSession(explored(model), told)) {
            session.show(new Settings(good.point(), 1, -1, Optional.empty(), good.noise(), Optional.of(wrong)), Optional.empty());
            assertNotNull(told.failure.get(1, TimeUnit.MINUTES));
            session.show(good, Optional.empty());
            told.awaitFrames(1);
        }
        assertEquals(Output.FACES, told.pictures.get(told.pictures.size() - 1).output());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void closingEndsTheFrameAndFreesTheDevice(String device) throws Exception {
        OpenModel model = open(device);
        Settings settings = Settings.parse(values(device, "face", "85"), model.generator());
        CompletableFuture<ExploreSession> opened = new CompletableFuture<>();
        Told told = new Told() {
            @Override
            public void picture(Picture picture) {
                super.picture(picture);
                assertTrue(model.layers().memory().used() > 0);
                opened.join().close();
            }
        };
        ExploreSession session = new ExploreSession(explored(model), told);
        opened.complete(session);
        session.show(settings, Optional.empty());
        session.awaitClosed();
        assertEquals(1, told.pictures.size(), "no skip after the first");
        assertEquals(0, model.layers().memory().used());
        CompletableFuture<float[]> late = session.take(settings);
        assertThrows(CancellationException.class, late::join);
        assertFalse(told.failure.isDone());
    }
}
