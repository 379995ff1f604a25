package org.stylestack.latent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Walks against arithmetic by hand. */
class WalkTest {

    private static final float[] SQUARE = {0, 0, 1, 0, 1, 1, 0, 1};

    @Test
    void linesAreDividedEvenly() {
        Walk walk = new Walk(new float[] {0, 10, 4, 10, 4, 30}, 2, Curve.LINEAR, false, 5);
        assertArrayEquals(new float[] {0, 10, 2, 10, 4, 10, 4, 20, 4, 30}, walk.at(0, 5));
        assertArrayEquals(new float[] {4, 20}, walk.at(3, 1));
        assertArrayEquals(new float[] {0, 10}, new Walk(walk.keys(), 2, Curve.LINEAR, false, 1).at(0, 1));
    }

    @Test
    void aLoopGoesBackToTheFirstAndEndsBeforeIt() {
        assertArrayEquals(new float[] {0, 0, 1, 0, 1, 1, 0, 1}, new Walk(SQUARE, 2, Curve.LINEAR, true, 4).at(0, 4));
        assertArrayEquals(new float[] {0, 0.5f}, new Walk(SQUARE, 2, Curve.LINEAR, true, 8).at(7, 1));
    }

    @Test
    void arcsAreWalkedAtConstantAngularSpeed() {
        float[] keys = {2, 0, 0, 2};
        float[] walk = new Walk(keys, 2, Curve.SPHERICAL, false, 4).at(0, 4);
        for (int k = 0; k < 4; k++) {
            assertEquals(2 * Math.cos(k * Math.PI / 6), walk[2 * k], 1e-6);
            assertEquals(2 * Math.sin(k * Math.PI / 6), walk[2 * k + 1], 1e-6);
        }
    }

    @Test
    void lengthsOnArcsAreWeighedBySines() {
        // slerp(1/4) of (1, 0) and (3 cos 60°, 3 sin 60°): (sin 45° a + sin 15° b) / sin 60°
        float[] b = {1.5f, (float) (1.5 * Math.sqrt(3))};
        float[] point = new Walk(new float[] {1, 0, b[0], b[1]}, 2, Curve.SPHERICAL, false, 5).at(1, 1);
        double sin60 = Math.sin(Math.PI / 3);
        assertEquals((Math.sin(Math.PI / 4) + Math.sin(Math.PI / 12) * b[0]) / sin60, point[0], 1e-6);
        assertEquals(Math.sin(Math.PI / 12) * b[1] / sin60, point[1], 1e-6);
    }

    @Test
    void parallelLatentsAreWalkedStraight() {
        assertArrayEquals(new float[] {1.5f, 3}, new Walk(new float[] {1, 2, 2, 4}, 2, Curve.SPHERICAL, false, 3).at(1, 1));
    }

    @Test
    void splinesGoThroughTheLatentsWithoutACorner() {
        float[] walk = new Walk(SQUARE, 2, Curve.CUBIC, true, 4000).at(0, 4000);
        for (int key = 0; key < 4; key++) {
            assertEquals(SQUARE[2 * key], walk[2000 * key], 1e-6);
            assertEquals(SQUARE[2 * key + 1], walk[2000 * key + 1], 1e-6);
        }
        // Catmull and Rom's basis at 1/2: (-1, 9, 9, -1) / 16.
        assertEquals((-0 + 9 * 0 + 9 * 1 - 1 * 1) / 16.0, walk[2 * 500], 1e-6);
        assertEquals((-1 + 9 * 0 + 9 * 0 - 1) / 16.0, walk[2 * 500 + 1], 1e-6);
        // The tangent at a latent is half the way from the one before to the one after: (1, -1) / 2 at the first.
        assertEquals(0.5, (walk[2] - walk[2 * 3999]) / 2 * 1000, 1e-2);
        assertEquals(-0.5, (walk[3] - walk[2 * 3999 + 1]) / 2 * 1000, 1e-2);
    }

    @Test
    void beyondItsEndsASplineGoesStraightOn() {
        float[] walk = new Walk(new float[] {0, 4, 8, 4}, 1, Curve.CUBIC, false, 7).at(0, 7);
        // At 1/2 by (-1, 9, 9, -1) / 16, with -4 before the first and 0 after the last.
        assertArrayEquals(new float[] {0, (4 + 36 - 8) / 16f, 4, (-0 + 36 + 72 - 4) / 16f, 8, (-4 + 72 + 36 - 0) / 16f, 4}, walk, 1e-6f);
    }
}
