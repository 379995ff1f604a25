package org.stylestack.layer.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stylestack.layer.Precision;

class CpuPlanTest {

    /** A picture of 16 tiles, whose default takes chunks of 48. */
    private static final LayerShape SMALL = new LayerShape(32, 32, 16, 16, false, Precision.FAST);

    @Test
    void aTunerTriesTheDefaultFirstAndEachWholePictureOnce() {
        List<String> tried = CpuPlan.candidates(SMALL).stream().map(CpuPlan::toString).toList();
        assertEquals(List.of("winograd 4x4 48 tiles", "direct", "winograd 4x4 all tiles", "winograd 4x4 12 tiles", "winograd 4x4 18 tiles",
                "winograd 6x6 all tiles", "winograd 6x6 12 tiles", "winograd 6x6 18 tiles"), tried);
    }

    @Test
    void aChoiceThatIsNotTriedIsFollowedAllTheSame() {
        assertEquals("winograd 4x4 96 tiles", CpuPlan.of("winograd 4x4 96 tiles", SMALL).toString());
        assertEquals("winograd 4x4 48 tiles", CpuPlan.of("winograd 9x9 all tiles", SMALL).toString());
    }

    @Test
    void exactLayersGoDirectly() {
        LayerShape exact = new LayerShape(32, 32, 16, 16, false, Precision.EXACT);
        assertEquals(List.of("direct"), CpuPlan.candidates(exact).stream().map(CpuPlan::toString).toList());
        assertEquals("direct", CpuPlan.of("winograd 4x4 all tiles", exact).toString());
    }
}
