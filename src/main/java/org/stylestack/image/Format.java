package org.stylestack.image;

/** How {@link FolderSink} writes outputs. Latents and styles are no pictures, and are NumPy arrays in any format. */
public enum Format {
    /** One ImageJ stack an output: pictures in 8 bits, layers in float32; labelled, calibrated, with provenance. */
    TIFF,
    /** One 8-bit picture a sample. */
    PNG,
    /** One film an output, of 8-bit pictures, compressed as JPEG. */
    AVI,
    /** One float32 array an output, [N, C, H, W], in the network's range. */
    NPY
}
