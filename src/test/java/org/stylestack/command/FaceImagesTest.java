package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.fixture.Fixtures;
import org.stylestack.synthesis.Progress;

/** Commands that need all outputs of a face together compute several faces at once all the same. */
class FaceImagesTest {

    private static final Log QUIET = new Log() {
        @Override
        public void info(String message) {}

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

    /** The pixels by stack and slice. */
    private static Map<String, Object> run(String label, Map<String, String> values, int batch, String expected) throws IOException {
        values.put("batch", Integer.toString(batch));
        CommandDeclaration declaration = CommandDeclarationTest.all().filter(one -> one.label().equals(label)).findFirst().orElseThrow();
        List<String> told = new ArrayList<>();
        Map<String, ImagePlus> stacks = declaration.create(values).execute(QUIET, new Progress() {
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
