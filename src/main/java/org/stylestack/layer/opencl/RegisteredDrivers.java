package org.stylestack.layer.opencl;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        File[] files = folder.toFile().listFiles((parent, name) -> name.endsWith(".icd"));
        return files != null && files.length > 1 && Arrays.stream(files).anyMatch(RegisteredDrivers::namesPocl);
    }

    private static boolean namesPocl(File file) {
        try {
            return Files.readString(file.toPath(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT).contains("pocl");
        } catch (IOException e) {
            return false;
        }
    }
}
