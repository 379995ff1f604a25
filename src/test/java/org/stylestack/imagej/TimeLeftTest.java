package org.stylestack.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLeftTest {

    /** What is left is told by what was done between two looks. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0    | 10   | 0.5   | ', 10 s left'",
        "0.25 | 10   | 0.5   | ', 20 s left'",
        "0    | 1    | 0.5   | ''",
        "0    | 100  | 0.005 | ''",
        "0    | 100  | 0.1   | ', 15 min left'",
        "0    | 100  | 0.01  | ', 2 h 45 min left'",
        "0    | 100  | 1     | ''",
    })
    void goesOnAsBefore(double first, long seconds, double done, String expected) {
        AtomicLong now = new AtomicLong();
        TimeLeft left = new TimeLeft(now::get);
        assertEquals("", left.after(first));
        now.set(seconds * 1_000_000_000L);
        assertEquals(expected, left.after(done));
    }

    @Test
    void whatWentBeforeTheWorkDoesNotCount() {
        AtomicLong now = new AtomicLong(3_600_000_000_000L);
        TimeLeft left = new TimeLeft(now::get);
        left.after(0);
        now.addAndGet(3_600_000_000_000L);
        assertEquals("", left.after(0));
        now.addAndGet(4_000_000_000L);
        assertEquals(", 12 s left", left.after(0.25));
    }
}
