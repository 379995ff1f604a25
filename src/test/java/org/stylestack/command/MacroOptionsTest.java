package org.stylestack.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MacroOptionsTest {

    @Test
    void readsWhatTheRecorderAndPeopleWrite() {
        assertEquals(Map.of("seeds", "0-7, 42", "psi", "0.7", "preview", "true", "model", "/my models/a[1].pkl", "mix", "", "device", "H 200"),
                MacroOptions.parse("seeds=[0-7, 42]  PSI=0.7 preview model=[/my models/a[1].pkl] mix= device='H 200'"));
        assertEquals(Map.of("preview", "false"), MacroOptions.parse("preview=false"));
        assertEquals(Map.of("model", "a=b"), MacroOptions.parse("model=a=b"));
        assertEquals(Map.of(), MacroOptions.parse(" "));
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertEquals("seeds: it is given twice; give it once", refusal("seeds=1 seeds=2"));
        assertEquals("model: the value that opens with [ does not close; put values with spaces in [brackets]", refusal("model=[my file psi=1"));
        assertEquals("model: the value that opens with ' does not close; put values with spaces in [brackets]", refusal("model='my file"));
    }

    private static String refusal(String options) {
        return assertThrows(IllegalArgumentException.class, () -> MacroOptions.parse(options)).getMessage();
    }
}
