package org.stylestack.layer.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Properties;
import org.jocl.CL;

/**
 * Which JOCL is loaded. Other plugins bring theirs, CLIJ 2.0.2 and BoneJ 2.0.5, and the first on the class path is everybody's.
 *
 * @param number its version, as {@code 2.0.6}
 * @param jar    the file that it comes from
 */
public record JoclVersion(String number, String jar) {

    /** The JOCL that is loaded, without its native library. */
    public static JoclVersion loaded() {
        URL jar = CL.class.getProtectionDomain().getCodeSource().getLocation();
        Properties maven = new Properties();
        try (InputStream file = new URL("jar:" + jar + "!/META-INF/maven/org.jocl/jocl/pom.properties").openStream()) {
            maven.load(file);
        } catch (IOException e) {
            // A JOCL that was packed anew without them.
        }
        return new JoclVersion(maven.getProperty("version", "of an unknown version"), jar.getPath());
    }

    @Override
    public String toString() {
        return "JOCL " + number + " of " + jar;
    }
}
