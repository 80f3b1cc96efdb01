package dev.emporium.platform.logging;

import java.util.Map;
import java.util.Objects;

/** Who writes: the same in every line of a process. */
record LogSource(String service, String version, String environment, String node) {
    static LogSource of(String service) {
        return of(service, System.getenv());
    }

    static LogSource of(String service, Map<String, String> variables) {
        String built =
                Objects.requireNonNullElse(LogSource.class.getPackage().getImplementationVersion(), "development");
        return new LogSource(
                service,
                given(variables, "SERVICE_VERSION", built),
                given(variables, "ENVIRONMENT", "local"),
                given(variables, "HOSTNAME", "local"));
    }

    private static String given(Map<String, String> variables, String name, String otherwise) {
        String value = variables.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value;
    }
}
