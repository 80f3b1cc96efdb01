package dev.emporium.platform.service;

import io.dropwizard.configuration.ConfigurationException;
import java.sql.SQLException;

/** Why a service cannot start, or a command cannot be done, for the person who asked for it. */
final class StartFailure {
    /** EX_CONFIG of sysexits(3): who starts it again unchanged starts it in vain. */
    private static final int MISCONFIGURED = 78;

    private StartFailure() {}

    static int exitCode(Throwable failure) {
        return failure instanceof ConfigurationException ? MISCONFIGURED : 1;
    }

    /** The configuration's errors or what the database said, else the innermost cause: the others only lead there. */
    static String inOneLine(Throwable failure) {
        Throwable cause = failure;
        while (!speaksForItself(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = speaksForItself(cause) && cause.getMessage() != null ? cause.getMessage() : cause.toString();
        // Jackson goes on to tell its own way to the value
        return message.replaceAll(" at \\[Source: .*", "")
                // YAML's parser goes on to quote the line, which may hold a secret
                .replaceAll("(?s)(Malformed YAML at line: \\d+, column: \\d+).*", "$1")
                .replace("has an error:", "has an error")
                .strip()
                .replaceAll("\\s*\\R\\s*\\*?\\s*", ": ");
    }

    private static boolean speaksForItself(Throwable cause) {
        return cause instanceof ConfigurationException
                || cause instanceof IllegalArgumentException
                || cause instanceof SQLException;
    }
}
