package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stylestack.cli.Shell;
import org.stylestack.fixture.Fixtures;
import org.stylestack.image.Series;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/** What a dialog shows before a command runs is what the command will make. */
class PreviewTest {

    private static final String CANON32 = Fixtures.model("canon32.safetensors").toString();

    private final List<String> opened = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Log log = new Log() {
        @Override
        public void info(String message) {
            if (message.startsWith("Device ")) {
                opened.add(message);
            }
        }

        @Override
        public void warn(String message) {}
    };

    @Test
    void isTheFirstPictureOfEveryCommand(@TempDir Path folder) throws IOException {
        String directions = folder.resolve("sefa.safetensors").toString();
        CommandDeclaration.of(FindDirections.class).create(Map.of("out", directions, "device", "java", "model", CANON32))
                .execute(log, Progress.SILENT);
        opened.clear();
        try (Preview preview = new Preview(log)) {
            assertSame(preview, GenerateFaces.class, "faces", Map.of("seeds", "85,3"));
            assertSame(preview, GenerateFaces.class, "faces", Map.of("seeds", "3-7", "psi", "0.6", "cutoff", "3"));
            assertSame(preview, GenerateFaces.class, "faces",
                    Map.of("seeds", "3-4", "mix", "9-10", "noise", "random", "noise_seed", "5", "mean_samples", "50"));
            assertSame(preview, WalkLatents.class, "walk", Map.of("seeds", "5,6", "frames", "3", "psi", "0.5"));
            assertSame(preview, MixStyles.class, "grid", Map.of("rows", "1-2", "cols", "8", "layers", "0-3"));
            assertSame(preview, EditDirection.class, "edit",
                    Map.of("seeds", "2", "directions", directions, "strength", "-2,2", "layers", "1-4"));
            assertSame(preview, EditRegion.class, "edited",
                    Map.of("seeds", "3,4", "second", "7", "roi", "8,8,16,12", "layers", "b8-b16", "feather", "2"));
            assertEquals(1, opened.size(), "the model stays open");
            assertSame(preview, GenerateFaces.class, "faces", Map.of("seeds", "85", "precision", "exact"));
            assertEquals(2, opened.size(), "other precision, other kernels");
        }
    }

    @Test
    void isTheFirstPictureOfAFileOfW(@TempDir Path folder) throws IOException {
        float[] values = new float[3 * 64];
        for (int k = 0; k < 3; k++) {
            System.arraycopy(Fixtures.golden("canon32", "seed" + List.of(0, 1, 85).get(k) + "/w").values(), 0, values, k * 64, 64);
        }
        String w = Shell.save(folder.resolve("faces.npy"), values, 3, 64).toString();
        String directions = Fixtures.file("latents/canon32_factor_rosinality.pt").toString();
        try (Preview preview = new Preview(log)) {
            assertSame(preview, GenerateFaces.class, "faces", Map.of("w", w, "seeds", "2,0"));
            assertSame(preview, GenerateFaces.class, "faces", Map.of("w", w));
            assertSame(preview, WalkLatents.class, "walk", Map.of("w", w, "frames", "3", "curve", "cubic"));
            assertSame(preview, MixStyles.class, "grid", Map.of("rows_w", w, "rows", "1-2", "cols_w", w, "layers", "0-3"));
            assertSame(preview, MixStyles.class, "grid", Map.of("rows", "7", "cols_w", w, "cols", "2"));
            assertSame(preview, EditDirection.class, "edit", Map.of("w", w, "seeds", "1", "directions", directions));
            assertSame(preview, EditRegion.class, "edited", Map.of("w", w, "seeds", "2,1", "second", "7", "roi", "8,8,16,12"));
            assertSame(preview, EditRegion.class, "edited", Map.of("w", w, "second", "7", "roi", "8,8,16,12", "noise", "random"));
            assertEquals(1, opened.size(), "the model stays open");
            assertLastIsMean(preview, Map.of("w", w, "seeds", "2,1", "realisations", "3"));
            assertLastIsMean(preview, Map.of("w", w, "realisations", "2", "psi", "0.7"));
        }
    }

    private void assertSame(Preview preview, Class<? extends StackCommand> type, String stack, Map<String, String> values)
            throws IOException {
        CommandDeclaration declaration = CommandDeclaration.of(type);
        Map<String, String> all = new HashMap<>(values);
        all.put("model", CANON32);
        all.put("device", "java");
        int[][] shown = new int[1][];
        outputs.clear();
        preview.compute((Previewed) declaration.create(all), (output, first, shape, numbers) -> {
            outputs.add(output.path());
            if (output.kind() == Kind.FACES) {
                shown[0] = (int[]) Series.picture(shape, numbers).getPixels();
            }
        }, Progress.SILENT);
        ImagePlus made = declaration.create(all).execute(silent(), Progress.SILENT).get(stack);
        assertArrayEquals((int[]) made.getStack().getPixels(1), shown[0], declaration.label() + values);
        assertEquals(List.of("skips/0004", "skips/0008", "skips/0016", "skips/0032", "faces"), outputs);
    }

    @Test
    void ofTheNoiseStudyIsTheMeanSoFar() throws IOException {
        try (Preview preview = new Preview(log)) {
            assertLastIsMean(preview, Map.of("seeds", "3,4", "realisations", "3", "layers", "b8.*"));
        }
    }

    private void assertLastIsMean(Preview preview, Map<String, String> given) throws IOException {
        CommandDeclaration declaration = CommandDeclaration.of(StudyNoise.class);
        Map<String, String> values = new HashMap<>(given);
        values.putAll(Map.of("model", CANON32, "device", "java"));
        List<float[]> means = new ArrayList<>();
        List<String> skips = new ArrayList<>();
        preview.compute((Previewed) declaration.create(values), (output, first, shape, numbers) -> {
            if (output.kind() == Kind.FACES) {
                means.add(numbers);
            } else {
                skips.add(output.path());
            }
        }, Progress.SILENT);
        assertEquals(List.of("skips/0004", "skips/0008", "skips/0016", "skips/0032"), skips);
        int realisations = Integer.parseInt(given.get("realisations"));
        assertEquals(realisations, means.size());
        ImagePlus made = declaration.create(values).execute(silent(), Progress.SILENT).get("mean");
        int pixels = 32 * 32;
        for (int channel = 0; channel < 3; channel++) {
            assertArrayEquals((float[]) made.getStack().getPixels(channel + 1),
                    Arrays.copyOfRange(means.get(realisations - 1), channel * pixels, (channel + 1) * pixels));
        }
    }

    @Test
    void stopsWhereOthersAreWanted() throws IOException {
        CommandDeclaration declaration = CommandDeclaration.of(GenerateFaces.class);
        Previewed command = (Previewed) declaration.create(Map.of("device", "java"));
        boolean[] cancelled = new boolean[1];
        Progress progress = new Progress() {
            @Override
            public boolean isCancelled() {
                return cancelled[0];
            }

            @Override
            public void report(double done, String what) {
                cancelled[0] = done > 0;
            }
        };
        try (Preview preview = new Preview(log)) {
            assertThrows(CancellationException.class, () -> preview.compute(command, (output, first, shape, numbers) -> {
                assertEquals(Output.skips(64).kind(), output.kind(), "no face comes any more");
            }, progress));
            cancelled[0] = false;
            List<String> after = new ArrayList<>();
            preview.compute(command, (output, first, shape, numbers) -> after.add(output.path()), Progress.SILENT);
            assertEquals("faces", after.get(after.size() - 1));
            assertEquals(1, opened.size(), "a stopped preview leaves the model open");
        }
    }

    private static Log silent() {
        return new Log() {
            @Override
            public void info(String message) {}

            @Override
            public void warn(String message) {}
        };
    }
}
