package dev.emporium.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Objects;

/**
 * What only those may know who need it, as it stands in the configuration. Whoever prints it, or what holds it, shows
 * nothing.
 */
public final class Secret {
    private final String text;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Secret(String text) {
        this.text = Objects.requireNonNull(text);
    }

    /** The secret itself: not for logs, metrics and messages. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
