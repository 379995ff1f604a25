package org.stylestack.layer;

import java.util.Optional;

/**
 * How a device is opened.
 *
 * @param precision which algorithms it may take
 * @param threads   how many threads of the processor it may take; 0 for all; devices other than processors take no heed
 * @param profile   where to add what each launch takes
 */
public record LayerOptions(Precision precision, int threads, Optional<Profile> profile) {

    /** Fast, on all threads. */
    public static final LayerOptions USUAL = new LayerOptions(Precision.FAST);

    /** On all threads. */
    public LayerOptions(Precision precision) {
        this(precision, 0, Optional.empty());
    }
}
