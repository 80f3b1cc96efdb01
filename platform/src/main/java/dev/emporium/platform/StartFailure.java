package dev.emporium.platform;

import io.dropwizard.configuration.ConfigurationException;

/** Why a service cannot start, for the person who started it. */
final class StartFailure {
    private StartFailure() {}

    /** The configuration's errors, else the innermost cause: the outer ones only say what was being tried. */
    static String inOneLine(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof ConfigurationException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        boolean speaksForItself = cause instanceof ConfigurationException || cause instanceof IllegalArgumentException;
        String message = speaksForItself && cause.getMessage() != null ? cause.getMessage() : cause.toString();
        return message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
