package org.stylestack.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import org.junit.jupiter.api.Test;

class RegionMaskTest {

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }

    @Test
    void aLowerResolutionHasTheMeansOfThePictureParts() {
        RegionMask mask = RegionMask.of(new Roi(3, 0, 5, 6), 16);
        assertEquals(30, sum(mask.at(16, 0)));
        float[] quarter = mask.at(4, 0);
        assertArrayEquals(new float[] {0.25f, 1, 0, 0, 0.125f, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, quarter, 1e-7f);
    }

    @Test
    void theFeatherIsAGaussianInPixelsOfThePicture() {
        RegionMask mask = RegionMask.of(new Roi(0, 0, 20, 64), 64);
        float[] half = mask.at(32, 3);
        // A step at 10 pixels of this resolution under a standard deviation of 1.5 of them, summed directly.
        double total = 0;
        for (int k = -20; k <= 20; k++) {
            total += Math.exp(-k * k / (2 * 1.5 * 1.5));
        }
        for (int x = 0; x < 32; x++) {
            double expected = 0;
            for (int k = -20; k <= 20; k++) {
                expected += x + k < 10 ? Math.exp(-k * k / (2 * 1.5 * 1.5)) / total : 0;
            }
            assertEquals(expected, half[17 * 32 + x], 1e-4, "column " + x);
        }
        assertEquals(1, half[0], 1e-6, "beyond the edges it goes on");
        assertEquals(0, half[31]);
    }

    @Test
    void allKindsOfRegionsHavePixels() {
        assertEquals(Math.PI * 8 * 8, sum(RegionMask.of(new OvalRoi(2, 2, 16, 16), 32).values()), 8);
        ShapeRoi ring = new ShapeRoi(new Roi(4, 4, 10, 10)).not(new ShapeRoi(new Roi(6, 6, 4, 4)));
        assertEquals(84, sum(RegionMask.of(ring, 32).values()));
        Line line = new Line(2, 10, 22, 10);
        line.setStrokeWidth(4);
        assertEquals(80, sum(RegionMask.of(line, 32).values()), 4);
        assertEquals(1, RegionMask.of(new PointRoi(5, 7), 32).values()[7 * 32 + 5]);
        assertEquals(16, sum(RegionMask.of(new Roi(-4, -4, 8, 8), 32).values()), "what is outside of the picture is left out");
    }

    @Test
    void aRegionBesideThePictureIsRefused() {
        assertEquals("roi: the region has no pixel in the picture, whose size is 32×32; draw it on the face",
                assertThrows(IllegalArgumentException.class, () -> RegionMask.of(new Roi(40, 2, 9, 9), 32)).getMessage());
    }
}
