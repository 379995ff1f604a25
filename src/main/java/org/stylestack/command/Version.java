package org.stylestack.command;

import java.util.Objects;

/** Which StyleStack this is. */
public final class Version {

    private Version() {}

    /** The version in the jar's manifest; classes outside a jar have none. */
    public static String text() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "unpackaged");
    }
}
