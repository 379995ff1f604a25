package org.stylestack.latent;

/** How a walk goes from one latent to the next. */
public enum Curve {
    /** At constant angular speed on the great circle between their directions (Shoemake 1985): for z. */
    SPHERICAL {
        @Override
        double between(double before, double from, double to, double after, double t, double angle) {
            return Math.sin(angle) < LEAST_SINE
                    ? LINEAR.between(before, from, to, after, t, angle)
                    : (Math.sin((1 - t) * angle) * from + Math.sin(t * angle) * to) / Math.sin(angle);
        }
    },

    /** In a straight line: for w. */
    LINEAR {
        @Override
        double between(double before, double from, double to, double after, double t, double angle) {
            return (1 - t) * from + t * to;
        }
    },

    /** By the uniform cubic spline of Catmull and Rom 1974, through every latent without a corner: for w. */
    CUBIC {
        @Override
        double between(double before, double from, double to, double after, double t, double angle) {
            double start = (to - before) / 2;
            double end = (after - from) / 2;
            double bend = 3 * (to - from) - 2 * start - end;
            double twist = start + end - 2 * (to - from);
            return from + t * (start + t * (bend + t * twist));
        }
    };

    /** Latents that are nearer to one line than this have no arc between them that would be another. */
    private static final double LEAST_SINE = 1e-6;

    /**
     * One number between two latents.
     *
     * @param before the number of the latent before these two
     * @param after  that of the latent after them
     * @param t      0 at the first, 1 at the second
     * @param angle  between the two latents, in radians
     */
    abstract double between(double before, double from, double to, double after, double t, double angle);
}
