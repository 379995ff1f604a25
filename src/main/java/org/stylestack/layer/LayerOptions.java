package org.stylestack.layer;

/**
 * How a device is opened.
 *
 * @param precision which algorithms it may take
 * @param threads   how many threads of the processor it may take; 0 for all; devices other than processors take no heed
 */
public record LayerOptions(Precision precision, int threads) {

    /** Fast, on all threads. */
    public static final LayerOptions USUAL = new LayerOptions(Precision.FAST, 0);
}
