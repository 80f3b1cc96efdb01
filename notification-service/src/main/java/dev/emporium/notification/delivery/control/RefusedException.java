package dev.emporium.notification.delivery.control;

/** This will never be told. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason a word for the log and the row: nothing that says who somebody is */
    RefusedException(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return getMessage();
    }
}
