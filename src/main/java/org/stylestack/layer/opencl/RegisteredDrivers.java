package org.stylestack.layer.opencl;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The OpenCL drivers of this machine, as far as the files tell by which Linux's loaders find them. */
final class RegisteredDrivers {

    static final Path FOLDER = Path.of("/etc/OpenCL/vendors");
    /** By which users name other files or folders. */
    private static final List<String> VARIABLES = List.of("OCL_ICD_VENDORS", "OPENCL_VENDOR_PATH", "OCL_ICD_FILENAMES");

    private RegisteredDrivers() {}

    /**
     * Whether to ask the loader for the platforms may set up PoCL: where there are several drivers, ocl-icd asks each for its devices, to
     * name those with GPUs first (libOpenCL(7), OCL_ICD_PLATFORM_SORT).
     *
     * @param environment the process's variables
     */
    static boolean maySetUpPocl(Path folder, Map<String, String> environment) {
        if (VARIABLES.stream().anyMatch(environment::containsKey)) {
            return true;
        }
        int drivers = 0;
        boolean pocl = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.icd")) {
            for (Path file : files) {
                drivers++;
                pocl |= Files.readString(file).toLowerCase(Locale.ROOT).contains("pocl");
            }
        } catch (IOException e) {
            // No such folder, or a file that the loader cannot read either.
        }
        return pocl && drivers > 1;
    }
}
