package dev.emporium.product.transfer.control;

/** A file cannot be read on; the message says why, in words meant for who has sent it. */
public final class UnreadableFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableFileException(String reason) {
        super(reason);
    }
}
