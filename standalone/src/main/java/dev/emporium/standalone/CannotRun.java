package dev.emporium.standalone;

/** A reason for not going on that the user can do something about: its message is all that is shown. */
final class CannotRun extends RuntimeException {

    private static final long serialVersionUID = 1;

    CannotRun(String message) {
        super(message);
    }
}
