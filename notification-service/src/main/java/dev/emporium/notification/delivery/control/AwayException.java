package dev.emporium.notification.delivery.control;

/** Nobody can be reached by this channel now, whoever it is. */
public final class AwayException extends Exception {
    private static final long serialVersionUID = 1L;

    AwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
