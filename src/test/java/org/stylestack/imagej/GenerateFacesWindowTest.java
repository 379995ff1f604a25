package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.frame.Recorder;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.swing.JDialog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.fixture.Fixtures;

/** Generate Faces in the real window: from the menu, through the dialog, to the stack, and again from the recorded macro. */
@Tag("gui")
class GenerateFacesWindowTest {

    private static final String COMMAND = "Generate Faces...";

    private ImageJ window;

    @BeforeEach
    void open() throws IOException {
        window = ImageJWindow.open();
    }

    @AfterEach
    void close() {
        if (Recorder.getInstance() != null) {
            Recorder.getInstance().close();
        }
        ImageJWindow.closeImages();
    }

    @Test
    void fromTheMenuToTheStackAndAgainFromTheRecordedMacro() {
        ImageJWindow.choose("Plugins", "Macros", "Record...");
        ImageJWindow.await("the recorder", () -> Optional.ofNullable(Recorder.getInstance()));
        ImageJWindow.choose("Plugins", "StyleStack", COMMAND);
        JDialog dialog = ImageJWindow.dialog("Generate Faces");
        ImageJWindow.type(dialog, "Model", Fixtures.model("canon32.safetensors").toString());
        ImageJWindow.type(dialog, "Seeds", "85, 3");
        ImageJWindow.type(dialog, "Truncation psi", "0.7");
        ImageJWindow.select(dialog, "Noise", "random");
        ImageJWindow.type(dialog, "Noise seed", "9");
        ImageJWindow.type(dialog, "Device", "java");
        ImageJWindow.press(dialog, "OK");
        ImageJWindow.awaitEnd(COMMAND);
        List<Object> shown = pixels("faces");
        assertEquals("[faces, skips 0004, skips 0008, skips 0016, skips 0032]", ImageJWindow.titles().toString());
        assertEquals("seed 3 psi 0.7", WindowManager.getImage("faces").getStack().getSliceLabel(2));
        String macro = Recorder.getInstance().getText().lines().filter(line -> line.contains(COMMAND)).findFirst().orElseThrow();
        assertEquals("run(\"Generate Faces...\", \"model=" + Fixtures.model("canon32.safetensors") + " seeds=[85, 3] rng=numpy psi=0.7 cutoff=-1"
                + " mean_samples=0 mean_seed=0 mix_at=-1 noise=random noise_seed=9 outputs=faces,skips device=java fallback=warn precision=fast batch=0\");", macro);

        ImageJWindow.closeImages();
        assertNull(ImageJWindow.runMacro(macro));
        List<Object> replayed = pixels("faces");
        assertEquals(2, replayed.size());
        for (int k = 0; k < replayed.size(); k++) {
            assertArrayEquals((int[]) shown.get(k), (int[]) replayed.get(k));
        }
    }

    @Test
    void asksAgainWithWhatWasTypedUntilItCanBeDone() {
        new Recorder(false);
        ImageJWindow.choose("Plugins", "StyleStack", COMMAND);
        JDialog dialog = ImageJWindow.dialog("Generate Faces");
        ImageJWindow.type(dialog, "Seeds", "7-3");
        ImageJWindow.type(dialog, "Device", "java");
        ImageJWindow.press(dialog, "OK");
        assertEquals("seeds: the range 7-3 runs backwards; write 3-7", ImageJWindow.message(COMMAND));
        dialog = ImageJWindow.dialog("Generate Faces");
        assertEquals("7-3", ImageJWindow.text(dialog, "Seeds"));
        ImageJWindow.press(dialog, "Cancel");
        ImageJWindow.awaitEnd(COMMAND);
        assertEquals(List.of(), ImageJWindow.titles());
        assertFalse(Recorder.getInstance().getText().contains(COMMAND), "a cancelled command is not recorded");
    }

    @Test
    void stopsAtTheEscapeKey() {
        new Recorder(false);
        ImageJWindow.choose("Plugins", "StyleStack", COMMAND);
        JDialog dialog = ImageJWindow.dialog("Generate Faces");
        ImageJWindow.type(dialog, "Seeds", "0-4999");
        ImageJWindow.type(dialog, "Device", "java");
        ImageJWindow.press(dialog, "OK");
        ImageJWindow.await("progress", () -> Optional.of(ImageJ.getStatusBarText()).filter(text -> text.contains("of 5000")));
        window.dispatchEvent(new KeyEvent(window, KeyEvent.KEY_PRESSED, System.currentTimeMillis(), 0, KeyEvent.VK_ESCAPE, KeyEvent.CHAR_UNDEFINED));
        ImageJWindow.awaitEnd(COMMAND);
        assertEquals(List.of(), ImageJWindow.titles());
        assertFalse(Recorder.getInstance().getText().contains(COMMAND), "a stopped command is not recorded");
    }

    @Test
    void macrosMayUseTheirVariables() {
        assertNull(ImageJWindow.runMacro("""
                s = 3; p = 0.5; d = "java";
                run("Generate Faces...", "seeds=&s psi=&p device=&d outputs=faces");
                """));
        assertEquals("seed 3 psi 0.5", WindowManager.getImage("faces").getStack().getSliceLabel(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sed=3         | sed: Generate Faces... has no such parameter; did you mean seeds?",
        "psi=low       | psi: \"low\" is not allowed; give a number",
        "seeds=[1, x]  | seeds: \"x\" is not a seed or a range of seeds; write them like 0-7,42",
        "seeds=&missing| seeds: the macro has no variable missing with a value",
        "device=abacus | device: none is called \"abacus\"",
        "model=[/no such/model.pt] | /no such/model.pt: ",
    })
    void aMacrosMistakeIsOneSentence(String options, String message) {
        String error = ImageJWindow.runMacro("run(\"Generate Faces...\", \"" + options + "\"); newImage(\"unreached\", \"8-bit\", 9, 9, 1);");
        assertTrue(error.replace('\n', ' ').startsWith(message), error);
        assertEquals(List.of(), ImageJWindow.titles());
    }

    private static List<Object> pixels(String title) {
        ImagePlus image = WindowManager.getImage(title);
        List<Object> slices = new ArrayList<>();
        for (int k = 1; k <= image.getStackSize(); k++) {
            slices.add(image.getStack().getPixels(k));
        }
        return slices;
    }
}
