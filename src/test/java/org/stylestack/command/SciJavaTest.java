package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import net.imglib2.img.Img;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.log.LogLevel;
import org.scijava.log.LogService;
import org.scijava.task.event.TaskEvent;
import org.stylestack.fixture.Fixtures;
import org.stylestack.fixture.TestDevices;

/** The command as Fiji's scripts call it, without a window. */
class SciJavaTest {

    private final Context context = new Context();
    private final List<String> errors = new ArrayList<>();

    SciJavaTest() {
        context.service(LogService.class).addLogListener(message -> {
            if (message.level() == LogLevel.ERROR) {
                errors.add(message.text());
                assertNull(message.throwable());
            }
        });
    }

    @AfterEach
    void close() {
        context.close();
    }

    static List<String> devices() {
        return TestDevices.names();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void givesTheGoldenPixels(String device) throws Exception {
        CommandModule module = run("model", canon32(), "seeds", "85", "psi", 0.7, "device", device, "fallback", "fail");
        assertFalse(module.isCanceled(), module.getCancelReason());
        Img<FloatType> faces = image(module.getOutput("faces"));
        assertArrayEquals(new long[] {32, 32, 3, 1}, faces.dimensionsAsLongArray());
        Fixtures.golden("canon32", "seed85/img_const_psi0.7").assertClose(floats(faces));
    }

    @Test
    void givesSkipsByResolution() throws Exception {
        CommandModule module = run("model", canon32(), "seeds", "85", "device", "java");
        Map<?, ?> skips = (Map<?, ?>) module.getOutput("skips");
        assertEquals("[0004, 0008, 0016, 0032]", skips.keySet().toString());
        for (Map.Entry<?, ?> skip : skips.entrySet()) {
            String name = "seed85/rgb/b" + Integer.parseInt(skip.getKey().toString()) + ".sum";
            Fixtures.golden("canon32", name).assertClose(floats(image(skip.getValue())));
        }
    }

    @Test
    void editsARegion() throws Exception {
        CommandModule module = context.service(CommandService.class).run(EditRegion.class, true, "model", canon32(), "seeds", "85", "second", "0",
                "roi", "0,0,32,32", "feather", 0d, "outputs", "edited", "device", "java").get();
        assertFalse(module.isCanceled(), module.getCancelReason());
        int[] edited = (int[]) ((ImagePlus) ((Map<?, ?>) module.getOutput("stacks")).get("edited")).getProcessor().getPixels();
        CommandModule second = run("model", canon32(), "seeds", "0", "device", "java");
        assertArrayEquals((int[]) ((ImagePlus) ((Map<?, ?>) second.getOutput("stacks")).get("faces")).getProcessor().getPixels(), edited);
    }

    @Test
    void showsLabelledStacksAndLeavesTheirNumbersToScripts() throws Exception {
        CommandModule module = run("model", canon32(), "seeds", "85,3", "psi", 0.7, "outputs", "faces,layers", "device", "java");
        Map<?, ?> stacks = (Map<?, ?>) module.getOutput("stacks");
        ImagePlus faces = (ImagePlus) stacks.get("faces");
        assertEquals("seed 3 psi 0.7", faces.getStack().getSliceLabel(2));
        assertEquals(2, faces.getStackSize());
        assertArrayEquals(new int[] {32, 32, 8, 2, 1}, ((ImagePlus) stacks.get("layers/b32.conv1")).getDimensions());
        assertTrue(module.isOutputResolved("faces"), "the ImgLib2 image would be shown beside the stack");
        assertTrue(module.isOutputResolved("skips"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "org.stylestack.command.ShowPyramid | size | upsampled | [rgb, skips] | skips",
        "org.stylestack.command.StudyNoise | layers | b16.* | [mean, std] | std",
        "org.stylestack.command.CompareSettings | psi_b | 0.5 | [difference, plot] | difference",
    })
    void runsTheBench(String type, String key, String value, String names, String stack) throws Exception {
        CommandModule module = context.service(CommandService.class)
                .run(type, true, "model", canon32(), "seeds", "3,85", "device", "java", key, value).get();
        assertFalse(module.isCanceled(), module.getCancelReason());
        Map<?, ?> stacks = (Map<?, ?>) module.getOutput("stacks");
        assertEquals(names, new TreeSet<>(stacks.keySet()).toString());
        assertEquals(32, ((ImagePlus) stacks.get(stack)).getBitDepth());
    }

    @Test
    void saysInOneSentenceWhatIsWrong() throws Exception {
        CommandModule module = run("noise", "loud");
        assertTrue(module.isCanceled());
        assertEquals("noise: \"loud\" is not allowed; give constant, random, none", module.getCancelReason());
        assertEquals(List.of(module.getCancelReason()), errors);
        assertNull(module.getOutput("stacks"));
        assertEquals("psi: \"NaN\" is not allowed; give a number", run("psi", Double.NaN).getCancelReason());
        assertEquals("seeds: the range 7-3 runs backwards; write 3-7", run("seeds", "7-3").getCancelReason());
    }

    @Test
    void stopsWhenItsTaskIsCancelled() throws Exception {
        Object listener = new Object() {
            @EventHandler
            public void onEvent(TaskEvent event) {
                if (event.getTask().getProgressValue() > 0 && !event.getTask().isCanceled()) {
                    event.getTask().cancel("enough");
                }
            }
        };
        context.service(EventService.class).subscribe(listener);
        CommandModule module = run("seeds", "0-4999", "device", "java");
        assertTrue(module.isCanceled());
        assertEquals(List.of(), errors);
        assertNull(module.getOutput("stacks"));
    }

    private static String canon32() {
        return Fixtures.model("canon32.safetensors").toString();
    }

    private CommandModule run(Object... inputs) throws InterruptedException, ExecutionException {
        return context.service(CommandService.class).run(GenerateFaces.class, true, inputs).get();
    }

    @SuppressWarnings("unchecked")
    private static Img<FloatType> image(Object output) {
        return (Img<FloatType>) output;
    }

    private static float[] floats(Img<FloatType> image) {
        float[] values = new float[Math.toIntExact(image.size())];
        int k = 0;
        for (FloatType value : image) {
            values[k++] = value.get();
        }
        return values;
    }
}
