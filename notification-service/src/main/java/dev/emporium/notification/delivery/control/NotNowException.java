package dev.emporium.notification.delivery.control;

/** This cannot be told now, and may be another time. */
public final class NotNowException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason a word for the log and the row: nothing that says who somebody is */
    NotNowException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return getMessage();
    }
}
