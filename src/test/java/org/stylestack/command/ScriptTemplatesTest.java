package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scijava.Context;
import org.scijava.module.ModuleItem;
import org.scijava.script.ScriptInfo;
import org.scijava.script.ScriptModule;
import org.scijava.script.ScriptService;
import org.stylestack.fixture.Groovy;
import org.stylestack.image.PictureStack;

/** Runs each template of the script editor, with the first values of its parameters, as Fiji runs it without a window. */
class ScriptTemplatesTest {

    private static final Path FOLDER = Path.of("src/main/resources/script_templates/StyleStack");

    private static final Map<String, Consumer<ScriptModule>> RESULTS = Map.ofEntries(
            Map.entry("Faces_as_Numbers.groovy", script -> {
                assertSize(script, "stack", 64, 64, 4);
                double contrast = (Double) script.getOutput("contrast");
                assertTrue(contrast > 0.1 && contrast < 1, "contrast is " + contrast);
            }),
            Map.entry("Mix_Styles.groovy", script -> assertSize(script, "montage", 4 * 64, 4 * 64, 1)),
            Map.entry("Walk_to_a_Film.groovy", script -> assertSize(script, "walk", 64, 64, 50)),
            Map.entry("Strength_of_Layers.groovy",
                    script -> assertEquals("strength of layers", ((ImagePlus) script.getOutput("plot")).getTitle())),
            Map.entry("Pyramid_of_Skips.groovy", script -> assertSize(script, "pyramid", 64, 64, 15)),
            Map.entry("Find_and_Follow_a_Direction.groovy", script -> assertSize(script, "edited", 64, 64, 20)),
            Map.entry("Edit_a_Region.groovy", script -> assertSize(script, "edited", 64, 64, 1)),
            Map.entry("Chance_in_a_Face.groovy", script -> {
                assertSize(script, "deviation", 64, 64, 6);
                double strongest = (Double) script.getOutput("strongest");
                assertTrue(strongest > 0 && strongest < 1, "strongest is " + strongest);
            }),
            Map.entry("Compare_Two_Settings.groovy", script -> {
                assertSize(script, "difference", 64, 64, 12);
                assertEquals(rms((ImagePlus) script.getOutput("difference")), (Double) script.getOutput("rms"), 1e-6);
            }),
            Map.entry("Endless_Faces.groovy", script -> {
                assertSize(script, "faces", 64, 64, 1_000_000);
                ImagePlus faces = (ImagePlus) script.getOutput("faces");
                assertEquals("seed 123456 psi 0.7", faces.getStack().getSliceLabel(faces.getCurrentSlice()));
                ((PictureStack) faces.getStack()).close();
            }),
            Map.entry("Make_a_Picture_Again.groovy", script -> {
                assertSize(script, "again", 64, 64, 2);
                assertEquals("seed 8 psi 1", ((ImagePlus) script.getOutput("again")).getStack().getSliceLabel(2));
            }));

    private static double rms(ImagePlus stack) {
        double squares = 0;
        long count = 0;
        for (int slice = 1; slice <= stack.getStackSize(); slice++) {
            for (float value : (float[]) stack.getStack().getPixels(slice)) {
                squares += (double) value * value;
                count++;
            }
        }
        return Math.sqrt(squares / count);
    }

    private final Context context = new Context();

    @AfterEach
    void close() {
        context.close();
    }

    static List<String> templates() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyTemplateIsTested() throws IOException {
        assertEquals(RESULTS.keySet().stream().sorted().toList(), templates());
    }

    @ParameterizedTest
    @MethodSource("templates")
    void runsAndGivesItsResults(String template) throws Exception {
        RESULTS.get(template).accept(run(template, Map.of()));
    }

    @Test
    void aWalkBecomesAFilm(@TempDir Path folder) throws Exception {
        File film = folder.resolve("walk.avi").toFile();
        run("Walk_to_a_Film.groovy", Map.of("film", film.getPath(), "frames", 3));
        assertTrue(film.length() > 1000, film.length() + " bytes");
    }

    private ScriptModule run(String template, Map<String, Object> given) throws Exception {
        Groovy.addTo(context);
        // Fiji brings this name along, too.
        context.service(ScriptService.class).addAlias(ImagePlus.class);
        ScriptInfo script = context.service(ScriptService.class).getScript(FOLDER.resolve(template).toFile());
        Map<String, Object> values = new HashMap<>();
        for (ModuleItem<?> input : script.inputs()) {
            if (input.getDefaultValue() != null) {
                values.put(input.getName(), input.getDefaultValue());
            }
        }
        values.putAll(given);
        return context.service(ScriptService.class).run(script, true, values).get();
    }

    private static void assertSize(ScriptModule script, String output, int width, int height, int slices) {
        ImagePlus image = (ImagePlus) script.getOutput(output);
        assertArrayEquals(new int[] {width, height, slices}, new int[] {image.getWidth(), image.getHeight(), image.getStackSize()});
    }
}
