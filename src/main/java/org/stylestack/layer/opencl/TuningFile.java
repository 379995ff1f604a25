package org.stylestack.layer.opencl;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;

/**
 * Where the user's settings keep the {@link Tuning} of a device: {@code ~/.stylestack/tuning/DEVICE.properties}. It serves
 * the device and driver that it was measured with; another driver may do better otherwise.
 */
public final class TuningFile {

    private static final Logger LOG = Logger.getLogger(TuningFile.class.getName());
    private static final String DEVICE = "device";
    private static final String DRIVER = "driver";

    private final OpenClDevice device;
    private final Path file;

    /** @param folder where the files of all devices lie */
    public TuningFile(OpenClDevice device, Path folder) {
        this.device = device;
        this.file = folder.resolve(device.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".properties");
    }

    /** The file in the user's own settings. */
    public static TuningFile ofUser(OpenClDevice device) {
        return new TuningFile(device, Path.of(System.getProperty("user.home"), ".stylestack", "tuning"));
    }

    public Path path() {
        return file;
    }

    /** Reads what the family can use. A file of another device or driver, or that makes no sense, is ignored with a warning. */
    public Tuning read(Family family) {
        Tuning tuning = new Tuning();
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            if (!device.name().equals(properties.remove(DEVICE)) || !device.driver().equals(properties.remove(DRIVER))) {
                return ignored("was measured with another device or driver");
            }
            for (String key : properties.stringPropertyNames()) {
                String choice = properties.getProperty(key);
                if (!family.allows(device, choice)) {
                    return ignored("says \"" + key + "=" + choice + "\", which is no way to compute a layer on " + device.name());
                }
                tuning.choose(key, choice);
            }
        } catch (NoSuchFileException notTuned) {
            return tuning;
        } catch (IOException | IllegalArgumentException e) {
            return ignored("cannot be read (" + e + ")");
        }
        return tuning;
    }

    private Tuning ignored(String why) {
        LOG.warning(file + " " + why + " and is ignored; run stylestack tune to measure anew");
        return new Tuning();
    }

    /** Replaces the file as a whole, or leaves it as it was. */
    public void write(Tuning tuning) throws IOException {
        StringBuilder text = new StringBuilder("# How StyleStack computes layers on this device, measured by stylestack tune.\n");
        List.of(line(DEVICE, device.name()), line(DRIVER, device.driver())).forEach(text::append);
        tuning.choices().forEach((key, choice) -> text.append(line(key, choice)));
        Files.createDirectories(file.getParent());
        Path written = Files.createTempFile(file.getParent(), "tuning", ".part");
        try {
            Files.writeString(written, text);
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static String line(String key, String value) {
        return key + "=" + value.replace("\\", "\\\\") + "\n";
    }
}
