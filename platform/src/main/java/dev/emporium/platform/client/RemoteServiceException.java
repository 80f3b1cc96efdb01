package dev.emporium.platform.client;

/** The other service gave no answer that one could use: away, too slow, or failing. */
public final class RemoteServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RemoteServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
