package dev.emporium.local;

/** A reason for not going on that the user can do something about: its message is all that is shown. */
public final class CannotRun extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CannotRun(String message) {
        super(message);
    }
}
