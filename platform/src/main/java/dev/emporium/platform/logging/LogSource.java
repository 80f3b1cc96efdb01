package dev.emporium.platform.logging;

import dev.emporium.platform.Version;
import java.util.Map;

/** Who writes: the same in every line of a process. */
public record LogSource(String service, String version, String environment, String node) {
    /** This process, as its environment describes it. */
    public static LogSource of(String service) {
        return of(service, System.getenv());
    }

    static LogSource of(String service, Map<String, String> variables) {
        String revision = given(variables, "SERVICE_REVISION", "");
        return new LogSource(
                service,
                revision.isEmpty() ? Version.BUILT : Version.BUILT + "+" + revision,
                given(variables, "ENVIRONMENT", "local"),
                given(variables, "HOSTNAME", "local"));
    }

    private static String given(Map<String, String> variables, String name, String otherwise) {
        String value = variables.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value;
    }
}
