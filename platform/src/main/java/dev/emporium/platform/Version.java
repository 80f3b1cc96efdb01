package dev.emporium.platform;

import java.util.Objects;

/** Which version of the whole this is: the one in the root pom.xml, which Maven writes into the jar. */
public final class Version {
    /** Such as {@code 0.1.0}; {@code development} where classes run that are in no jar. */
    public static final String BUILT =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");

    private Version() {}
}
