package org.stylestack.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedsTest {

    @Test
    void listsRangesInTheOrderGiven() {
        Seeds seeds = Seeds.parse(" 3-5, 0 ,4294967295");
        assertEquals("[3, 4, 5, 0, 4294967295]",
                LongStream.range(0, seeds.count()).map(seeds::get).boxed().toList().toString());
    }

    @Test
    void holdsAllSeedsWithoutListingThem() {
        Seeds all = Seeds.parse("0-4294967295");
        assertEquals(1L << 32, all.count());
        assertEquals(4294967295L, all.get(4294967295L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "-1", "1,", "1.5", "4294967296", "7-3", "1-2-3", "99999999999999999999"})
    void refusesWhatIsNoSeed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Seeds.parse(text)).getMessage();
        assertTrue(message.startsWith("seeds: "), message);
        assertEquals(1, message.lines().count());
    }
}
