package org.stylestack.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.stylestack.fixture.Fixtures;

/** Spectra against NumPy's, statistics against arithmetic. */
class LayerMeasuresTest {

    @Test
    void theSpectrumIsNumPys() {
        float[] x = Fixtures.npy("analysis/spectrum_x.npy").values();
        Spectrum spectrum = new Spectrum(16);
        spectrum.add(x, 0, 2);
        spectrum.add(x, 2 * 256, 1);
        Fixtures.npy("analysis/spectrum_db.npy").assertClose(spectrum.decibels());
    }

    @Test
    void statisticsCountWhatIsClampedAndZero() {
        Statistics statistics = Statistics.of(new float[] {9, 0, 2, -2, 4, 0, 9}, 1, 5, 2);
        assertEquals(new Statistics(0.8, Math.sqrt(24 / 5.0 - 0.64), -2, 4, Math.sqrt(24 / 5.0), 0.6, 0.4).toString(),
                new Statistics(statistics.mean(), statistics.std(), statistics.min(), statistics.max(), statistics.rms(),
                        statistics.clamped(), statistics.zero()).toString());
    }
}
