package org.stylestack.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stylestack.latent.PlanePoint.Corner;

class PlanePointTest {

    @Test
    void sharesAreBilinear() {
        assertEquals(List.of(new Corner(342, 0.375), new Corner(343, 0.125), new Corner(442, 0.375), new Corner(443, 0.125)),
                new PlanePoint(42.25, 3.5).corners());
        assertEquals(List.of(new Corner(42, 0.5), new Corner(142, 0.5)), new PlanePoint(42, 0.5).corners());
        assertEquals(List.of(new Corner(42, 1)), new PlanePoint(42, 0).corners());
    }

    @Test
    void rowsBeginWhereTheLastOnesEnd() {
        assertEquals(OptionalLong.of(250), new PlanePoint(150, 1).seed());
        assertEquals(OptionalLong.of(4294967295L), new PlanePoint(-1, 0).seed());
        assertEquals(OptionalLong.of(0), new PlanePoint(4294967295.0 + 1 - 100, 1).seed());
        assertEquals(OptionalLong.empty(), new PlanePoint(3, 0.25).seed());
        assertEquals(104, new PlanePoint(3.75, 0.75).nearestSeed());
        assertEquals(new PlanePoint(95, 42949672), PlanePoint.of(4294967295L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"42|42", "250|250", " 42.25, 0.5 |42.25,0.5", "1e-3,-7|0.001,-7", "7,3|307"})
    void isWrittenAsItIsRead(String text, String written) {
        PlanePoint point = PlanePoint.parse("face", text);
        assertEquals(written, point.text());
        assertEquals(point.corners(), PlanePoint.parse("face", point.text()).corners());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1,2,3 | face: \"1,2,3\" is no point of the plane of seeds; write a seed, like 42, or a column and a row, like 42.25,0.5",
        "0-7   | face: \"0-7\" is no point of the plane of seeds; write a seed, like 42, or a column and a row, like 42.25,0.5",
        "a,b   | face: \"a,b\" is no point of the plane of seeds; write a seed, like 42, or a column and a row, like 42.25,0.5",
        "NaN,0 | face: column NaN, row 0.0 is no point of the plane; give numbers from -4294967295 to 4294967295",
        "x     | face: \"x\" is not a seed or a range of seeds; write them like 0-7,42",
    })
    void refusesInOneSentence(String text, String message) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> PlanePoint.parse("face", text)).getMessage());
    }
}
