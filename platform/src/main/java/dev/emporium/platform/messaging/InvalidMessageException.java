package dev.emporium.platform.messaging;

/** The message itself is at fault: it will be no better another time, and goes to the dead letters. */
public class InvalidMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidMessageException(String message) {
        super(message);
    }

    public InvalidMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
