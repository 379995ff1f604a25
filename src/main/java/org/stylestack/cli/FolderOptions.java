package org.stylestack.cli;

import java.nio.file.Path;
import org.stylestack.image.Format;
import picocli.CommandLine.Option;

/** Where a shell's command writes its results: the same options for all that have some. */
final class FolderOptions {

    @Option(names = "--out", required = true, paramLabel = "FOLDER",
            description = "The folder to write into; made where it is not there.")
    private Path out;

    @Option(names = "--format", paramLabel = "tiff|png|avi|npy", description = "tiff: an ImageJ stack each; png: a picture a face;"
            + " avi: a film each; npy: float32 arrays in the network's range. Default: tiff.")
    private Format format = Format.TIFF;

    @Option(names = "--overwrite", description = "Replace files of the same names.")
    private boolean overwrite;

    Path out() {
        return out;
    }

    Format format() {
        return format;
    }

    boolean overwrite() {
        return overwrite;
    }
}
