package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.device.DeviceChoice;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.LimitedDevice;
import org.stylestack.latent.Rng;
import org.stylestack.layer.DeviceMemoryException;
import org.stylestack.layer.aparapi.KernelLayers;
import org.stylestack.synthesis.LatentSource;
import org.stylestack.synthesis.Output;
import org.stylestack.synthesis.Output.Kind;
import org.stylestack.synthesis.Progress;

/** Commands that need all outputs of a face together compute several faces at once all the same. */
class FaceImagesTest {

    private final List<String> infos = new ArrayList<>();

    private final Log log = new Log() {
        @Override
        public void info(String message) {
            infos.add(message);
        }

        @Override
        public void warn(String message) {}
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Skip Pyramid... | ",
        "Compare...      | psi_b=0.5",
        "Compare...      | seeds_b=9 mix=7 layers=0-2 noise_b=random",
    })
    void asManyAsBatchSays(String label, String options) throws IOException {
        Map<String, String> values = new LinkedHashMap<>(options == null ? Map.of() : MacroOptions.parse(options));
        values.putAll(Map.of("model", Fixtures.model("canon32.safetensors").toString(), "seeds", "0-4", "device", "java"));
        Map<String, Object> single = run(label, values, 1, "face 5 of 5");
        Map<String, Object> several = run(label, values, 3, "faces 1–3 of 5");
        assertEquals(single.keySet(), several.keySet());
        single.forEach((slice, pixels) -> assertArrayEquals((float[]) pixels, (float[]) several.get(slice), slice));
    }

    /** Tiles would stay for all faces that come. */
    @Test
    void whereMemoryEndsFewerAtOnceComeBeforeTiles() throws IOException {
        List<Map<Output, float[]>> expected = new ArrayList<>();
        long[] peak = new long[1];
        onDevice(1L << 40, (model, faces) -> {
            for (int n = 0; n < 6; n++) {
                expected.addAll(faces.compute(n, 1, Progress.SILENT));
            }
            peak[0] = model.layers().memory().peak();
        });
        infos.clear();
        onDevice(peak[0] / Float.BYTES * 9 / 8, (model, faces) -> {
            float[] wPlus = model.wPlus(faces.latents());
            assertThrows(DeviceMemoryException.class,
                    () -> model.synthesizeSome(wPlus, faces.latents().sampleSeeds(), faces.wanted(), (output, first, shape, values) -> {}, Progress.SILENT));
            List<Map<Output, float[]>> actual = new ArrayList<>();
            List<Integer> batches = new ArrayList<>();
            FaceImages.inBatches(model, 6, Progress.SILENT, (first, batch, progress) -> {
                batches.add(batch);
                actual.addAll(faces.compute(first, batch, progress));
            });
            assertEquals(List.of(4, 2, 2, 2), batches, "four are tried but once");
            assertEquals(6, actual.size());
            for (int n = 0; n < 6; n++) {
                assertEquals(expected.get(n).keySet(), actual.get(n).keySet());
                for (Map.Entry<Output, float[]> output : expected.get(n).entrySet()) {
                    assertArrayEquals(output.getValue(), actual.get(n).get(output.getKey()), n + " " + output.getKey());
                }
            }
        });
        assertTrue(infos.stream().noneMatch(text -> text.contains("tiles")), infos.toString());
        assertEquals(List.of("2 faces at once will be tried"), infos.stream()
                .filter(text -> text.contains("at once")).map(text -> text.substring(text.lastIndexOf(';') + 2)).toList());
    }

    private interface Work {
        void with(OpenModel model, FaceImages faces) throws IOException;
    }

    /** Six faces, four at once, on a device with room for so many numbers. */
    private void onDevice(long room, Work work) throws IOException {
        LatentSource latents = GenerateOptions.drawn("seeds", "3-8", Rng.NUMPY);
        GenerateFaces command = (GenerateFaces) CommandDeclaration.of(GenerateFaces.class).create(Map.of("device", "java", "fallback", "fail", "batch", "4",
                "model", Fixtures.model("canon32.safetensors").toString()));
        DeviceChoice limited = new DeviceChoice("limited", "limited", "a device", options -> new KernelLayers(new LimitedDevice(room)));
        new Generation(command.options(Progress.SILENT).with(latents), log, Progress.SILENT).run(List.of(limited),
                (model, sink) -> work.with(model, new FaceImages(model, latents, EnumSet.of(Kind.SKIPS, Kind.FACES))),
                (output, first, shape, values) -> {}, Progress.SILENT);
    }

    /** The pixels by stack and slice. */
    private Map<String, Object> run(String label, Map<String, String> values, int batch, String expected) throws IOException {
        values.put("batch", Integer.toString(batch));
        CommandDeclaration declaration = CommandDeclarationTest.all().filter(one -> one.label().equals(label)).findFirst().orElseThrow();
        List<String> told = new ArrayList<>();
        Map<String, ImagePlus> stacks = declaration.create(values).execute(log, new Progress() {
            @Override
            public boolean isCancelled() {
                return false;
            }

            @Override
            public void report(double done, String what) {
                told.add(what);
            }
        });
        assertTrue(told.stream().anyMatch(what -> what.startsWith(expected)), told.toString());
        Map<String, Object> pixels = new TreeMap<>();
        stacks.forEach((name, stack) -> {
            for (int slice = 1; slice <= stack.getStackSize() && stack.getBitDepth() == 32; slice++) {
                pixels.put(name + " " + slice, stack.getStack().getPixels(slice));
            }
        });
        assertTrue(pixels.size() >= 15, pixels.keySet().toString());
        return pixels;
    }
}
