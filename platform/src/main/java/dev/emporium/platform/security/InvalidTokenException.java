package dev.emporium.platform.security;

/** The token is none that is believed. Why is for logs and tests; its bearer is not told. */
public final class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidTokenException(String message) {
        super(message, null, false, false);
    }
}
