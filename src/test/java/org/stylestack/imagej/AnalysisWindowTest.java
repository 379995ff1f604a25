package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ij.WindowManager;
import ij.gui.PlotWindow;
import ij.measure.ResultsTable;
import ij.text.TextWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look into a generator, each by a real macro in the real window. */
@Tag("gui")
class AnalysisWindowTest {

    @BeforeEach
    void open() throws IOException {
        ImageJWindow.open();
    }

    @AfterEach
    void close() {
        ImageJWindow.closeImages();
    }

    @Test
    void editAlongADirectionThatWasFound(@TempDir Path folder) {
        String file = folder.resolve("pca.safetensors").toString();
        assertNull(ImageJWindow.runMacro("run(\"Directions...\", \"method=pca samples=1000 count=5 device=java out=[" + file
                + "]\");"));
        assertEquals(List.of(), ImageJWindow.titles());
        assertNull(ImageJWindow.runMacro("run(\"Edit Along Direction...\", \"seeds=3,5 directions=[" + file
                + "] component=1 strength=-2:2:5 layers=coarse psi=0.7 device=java\");"));
        assertEquals("seed 5 component 1 strength -1 psi 0.7", WindowManager.getImage("edit").getStack().getSliceLabel(7));
        assertEquals(10, WindowManager.getImage("edit").getStackSize());
    }

    @Test
    void inspectLayers() {
        assertNull(ImageJWindow.runMacro("""
                run("Inspect Layers...", "seeds=3-4 layers=[b16.*, b8 conv1] most=3 outputs=maps,statistics,spectra device=java");
                """));
        assertEquals("[layers b16.conv0, layers b16.conv1, layers b8.conv1, spectra b16.conv0, spectra b16.conv1, spectra"
                + " b8.conv1]",
                ImageJWindow.titles().toString());
        assertEquals(6, WindowManager.getImage("layers b16.conv1").getStackSize());
        TextWindow table = (TextWindow) WindowManager.getWindow("statistics");
        assertEquals("b8.conv1", table.getResultsTable().getStringValue("Layer", 0));
        table.close(false);
    }

    @Test
    void layersBeforeActivationInOneStackWithAPlotOfTheirRms() {
        assertNull(ImageJWindow.runMacro("""
                run("Inspect Layers...", "seeds=3-4 layers=[b8-b32 conv1] when=before channels=0,5-7 size=common"
                    + " outputs=maps,montage,statistics,plot device=java");
                """));
        assertEquals("[maps, montage, rms]", ImageJWindow.titles().toString());
        assertArrayEquals(new int[] {32, 32, 1, 12, 2}, WindowManager.getImage("maps").getDimensions());
        TextWindow table = (TextWindow) WindowManager.getWindow("statistics");
        ResultsTable rows = table.getResultsTable();
        float[] rms = ((PlotWindow) WindowManager.getImage("rms").getWindow()).getPlot().getDataObjectArrays(0)[1];
        double squares = 0;
        for (int k = 0; k < rows.size(); k++) {
            boolean isWhole = rows.getStringValue("Channel", k).equals("all") && rows.getStringValue("Layer", k).equals("b16.conv1");
            squares += isWhole ? Math.pow(rows.getValue("RMS", k), 2) / 2 : 0;
        }
        assertEquals(Math.sqrt(squares), rms[1], 1e-5);
        table.close(false);
    }
}
