package dev.emporium.platform;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.List;
import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * How exceptions are told. Some quote what they were given to read, which may be anybody's name or password: of those,
 * only the class is told, and where it was thrown.
 */
public final class Failures {
    private static final int LONGEST_MESSAGE = 1_000;
    private static final int LONGEST_TRACE = 16_000;
    private static final List<String> QUOTING = List.of(
            "com.fasterxml.jackson.",
            "java.lang.IllegalArgumentException",
            "java.lang.NumberFormatException",
            "java.net.URISyntaxException",
            "java.nio.file.InvalidPathException",
            "java.text.ParseException",
            "java.time.",
            "jakarta.validation.");

    private Failures() {}

    /** For what is no surprise, such as another system that is away: what it was, without the way there. */
    public static LoggingEventBuilder brief(LoggingEventBuilder event, Throwable failure) {
        String type = failure.getClass().getName();
        return event.addKeyValue("error.type", type)
                .addKeyValue(
                        "error.message", message(type, failure.getMessage()).orElse(null));
    }

    /** What it says, unless that may be somebody's secret; cut where it is long. */
    public static Optional<String> message(String type, String message) {
        boolean quotes = QUOTING.stream().anyMatch(type::startsWith);
        return message == null || quotes
                ? Optional.empty()
                : Optional.of(message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
    }

    /** With its causes, each told as {@link #message} tells it; cut where it is long. */
    public static String stackTrace(IThrowableProxy failure) {
        StringBuilder text = new StringBuilder(4_000);
        write(text, "", failure);
        return text.substring(0, Math.min(text.length(), LONGEST_TRACE));
    }

    private static void write(StringBuilder text, String role, IThrowableProxy failure) {
        if (text.length() > LONGEST_TRACE) {
            return;
        }
        text.append(role).append(failure.getClassName());
        message(failure.getClassName(), failure.getMessage())
                .ifPresent(message -> text.append(": ").append(message));
        text.append('\n');
        if (failure.isCyclic()) {
            return;
        }
        StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
        for (int i = 0; i < frames.length - failure.getCommonFrames(); i++) {
            text.append('\t').append(frames[i].getSTEAsString()).append('\n');
        }
        for (IThrowableProxy suppressed : failure.getSuppressed()) {
            write(text, "Suppressed: ", suppressed);
        }
        if (failure.getCause() != null) {
            write(text, "Caused by: ", failure.getCause());
        }
    }
}
