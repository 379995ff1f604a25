package org.stylestack.latent;

/**
 * The natural logarithm to half a unit in the last place. Java's own may be a whole unit off, which would show in the last
 * bits of normals drawn from NumPy's seeds; the C libraries that NumPy runs on round nearly always correctly.
 */
final class PreciseLog {

    /** ln 2 as the sum of two doubles. */
    private static final double LN2_HIGH = 0.6931471805599453;
    private static final double LN2_LOW = 2.3190468138462996e-17;
    private static final int LAST_TERM = 29;

    private PreciseLog() {}

    /** @param x positive and normal */
    static double log(double x) {
        int exponent = Math.getExponent(x);
        double m = Math.scalb(x, -exponent);
        if (m > Math.sqrt(2)) {
            m /= 2;
            exponent++;
        }
        // log m = 2 atanh(s), s = (m - 1) / (m + 1); s and the leading term in two doubles, the rest of the series in one.
        double numerator = m - 1;
        double denominator = m + 1;
        double denominatorLow = m - (denominator - 1);
        double s = numerator / denominator;
        double sLow = (Math.fma(-s, denominator, numerator) - s * denominatorLow) / denominator;
        double s2 = s * s;
        double s2Low = Math.fma(s, s, -s2) + 2 * s * sLow;
        double series = 0;
        for (int k = LAST_TERM; k >= 5; k -= 2) {
            series = series * s2 + 1.0 / k;
        }
        // 1 + s²/3 + s⁴·series: the cubic term in two doubles.
        double third = s2 / 3;
        double thirdLow = (Math.fma(-third, 3, s2) + s2Low) / 3 + s2 * s2 * series;
        double high = 2 * s;
        double low = 2 * sLow;
        double cubic = high * third;
        double cubicLow = Math.fma(high, third, -cubic) + high * thirdLow + low * third;
        double whole = exponent * LN2_HIGH;
        double wholeLow = Math.fma(exponent, LN2_HIGH, -whole) + exponent * LN2_LOW;
        // Sum from the largest down, with the error of each addition.
        double sum = whole + high;
        double error = Math.abs(whole) > Math.abs(high) ? high - (sum - whole) : whole - (sum - high);
        double all = sum + cubic;
        error += Math.abs(sum) > Math.abs(cubic) ? cubic - (all - sum) : sum - (all - cubic);
        return all + (error + wholeLow + low + cubicLow);
    }
}
